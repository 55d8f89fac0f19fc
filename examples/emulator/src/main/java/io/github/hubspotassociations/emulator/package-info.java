/**
 * A local stand-in for HubSpot's default associations API, to try the library and to test against.
 *
 * <p>Start with {@link io.github.hubspotassociations.emulator.HubSpotEmulator}.
 */
package io.github.hubspotassociations.emulator;
