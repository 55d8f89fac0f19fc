/** What the generated client is made of. */
@NullMarked
package io.github.hubspotassociations.client;

import org.jspecify.annotations.NullMarked;
