package io.github.hubspotassociations;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A release of HubSpot's API. HubSpot publishes one each March and September, named by year and
 * month, and supports it for 18 months; {@link #V4} is what came before them.
 *
 * <p>The default is {@code 2026-03}: it has the schemas and the behaviour of version 4, and stays
 * supported when version 4 no longer is. From {@code 2026-09} on, HubSpot also checks the
 * permissions of the user behind a user-level OAuth token and the validation rules of the account,
 * so the same pair may succeed in {@code 2026-03} and get a 403 or a 400 in {@code 2026-09}.
 */
public final class ApiRelease {
  /** Version 4 of HubSpot's API, which HubSpot supports until 30 March 2027. */
  public static final ApiRelease V4 = new ApiRelease("v4");

  private final String name;

  private ApiRelease(String name) {
    this.name = name;
  }

  /**
   * Returns a dated release, whether this library knows it or not.
   *
   * @param name the release's year and month, such as {@code 2026-03}, or those of a beta, such as
   *     {@code 2026-09-beta}
   * @return the release
   * @throws IllegalArgumentException if the name has another form
   */
  public static ApiRelease of(String name) {
    Objects.requireNonNull(name, "name");
    if (!name.matches("[0-9]{4}-(0[1-9]|1[0-2])(-beta)?")) {
      throw new IllegalArgumentException(
          "name is \""
              + name
              + "\", which is not a dated release: use year and month, such as 2026-03 or"
              + " 2026-09-beta, or ApiRelease.V4 for version 4");
    }
    return new ApiRelease(name);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ApiRelease && ((ApiRelease) other).name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** {@return the release's name as HubSpot writes it, such as {@code 2026-03} or {@code v4}} */
  @Override
  public String toString() {
    return name;
  }
}
