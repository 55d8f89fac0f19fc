package io.github.hubspotassociations;

import io.reactivex.rxjava3.core.Single;
import org.jspecify.annotations.Nullable;

/**
 * Gives the access token that requests carry, and a new one when HubSpot has refused it. Must be
 * thread-safe.
 *
 * <p>A client keeps the token it was given and asks again, once for all its calls, when the token
 * is refused or no longer {@linkplain #isCurrent current}. A provider that fetches tokens needs a
 * timeout of its own: calls wait for as long as it takes.
 */
public interface AccessTokenProvider {
  /**
   * A token.
   *
   * @param rejected the token that HubSpot answered with a 401, for which a new one is wanted; null
   *     if any good one will do
   * @return the token. Subscribed to once for all calls that wait, and never disposed. If it fails,
   *     or hands back the rejected token, those calls end in an {@link
   *     io.github.hubspotassociations.error.AuthenticationException}
   */
  Single<String> accessToken(@Nullable String rejected);

  /**
   * Whether a token that was given earlier can still be used. Asked before each request, so it must
   * answer at once; if not, {@link #accessToken} is asked for another before the request is sent.
   * The default is to use each token until HubSpot refuses it.
   *
   * @param token the token that the client has
   * @return true if no other is needed
   */
  default boolean isCurrent(String token) {
    return true;
  }
}
