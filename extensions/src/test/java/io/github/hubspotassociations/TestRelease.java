package io.github.hubspotassociations;

/**
 * The release that the tests speak which send: the system property {@code hubspot.release}, or
 * 2026-03. The build runs those tagged {@link #TAG} in other releases too, with the profile "full".
 */
public final class TestRelease {
  /** Marks tests that are worth running in each release. */
  public static final String TAG = "every-release";

  private TestRelease() {}

  /** The release. */
  public static ApiRelease get() {
    String name = System.getProperty("hubspot.release", "2026-03");
    return name.equals("v4") ? ApiRelease.V4 : ApiRelease.of(name);
  }
}
