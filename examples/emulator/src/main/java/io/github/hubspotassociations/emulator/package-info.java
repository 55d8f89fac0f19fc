/**
 * A local stand-in for HubSpot's default associations API, to try the library and to test against.
 *
 * <p>{@link io.github.hubspotassociations.emulator.HubSpotEmulator} is the way in.
 */
package io.github.hubspotassociations.emulator;
