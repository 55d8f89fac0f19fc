/** One request with its retries: budget, token, call and retry. */
package io.github.hubspotassociations.internal.send;
