package io.github.hubspotassociations;

import io.reactivex.rxjava3.core.Single;
import org.jspecify.annotations.Nullable;

/**
 * Gives the access token that requests carry, and a new one when HubSpot has refused it. Must be
 * thread-safe.
 */
public interface AccessTokenProvider {
  /**
   * A token.
   *
   * @param rejected the token that HubSpot answered with a 401, for which a new one is wanted; null
   *     if any good one will do
   * @return the token, once. If it fails, or hands back the rejected token, the calls that wait for
   *     it end in an {@link io.github.hubspotassociations.error.AuthenticationException}
   */
  Single<String> accessToken(@Nullable String rejected);
}
