/**
 * How a batch is written and its response read.
 *
 * <p>Public only because the library's other packages use it; not part of the API.
 */
@NullMarked
package io.github.hubspotassociations.internal.json;

import org.jspecify.annotations.NullMarked;
