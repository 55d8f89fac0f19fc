/** One request with its retries: budget, token, call and retry. */
@NullMarked
package io.github.hubspotassociations.internal.send;

import org.jspecify.annotations.NullMarked;
