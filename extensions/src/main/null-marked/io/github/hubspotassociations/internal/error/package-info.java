/** What errors mean, for the library's own packages. Not part of the API: anything may change. */
@NullMarked
package io.github.hubspotassociations.internal.error;

import org.jspecify.annotations.NullMarked;
