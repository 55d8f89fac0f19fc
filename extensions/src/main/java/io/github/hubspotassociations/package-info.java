/** The entry point of the library and the values that go in and come out of it. */
package io.github.hubspotassociations;
