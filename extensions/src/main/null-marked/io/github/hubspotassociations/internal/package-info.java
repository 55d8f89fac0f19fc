/**
 * The inside of the library, public only because Java needs it to be. Not part of the API: anything
 * may change.
 */
@NullMarked
package io.github.hubspotassociations.internal;

import org.jspecify.annotations.NullMarked;
