/**
 * What generated adapters share. Not an API: public because generated code in other packages needs
 * it.
 */
@NullMarked
package io.github.hubspotassociations.client.internal;

import org.jspecify.annotations.NullMarked;
