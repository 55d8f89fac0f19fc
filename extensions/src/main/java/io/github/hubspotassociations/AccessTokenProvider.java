package io.github.hubspotassociations;

import io.reactivex.rxjava3.core.Single;
import org.jspecify.annotations.Nullable;

/**
 * Provides the access token of requests, of a service key, a private app or OAuth, and another one
 * when HubSpot has rejected it. Must be thread-safe.
 *
 * <p>A client keeps the token and asks again, once for all its calls, when the token is rejected or
 * no longer {@linkplain #isCurrent current}. A provider that fetches tokens may block, and needs a
 * timeout of its own: calls wait for as long as it takes.
 */
public interface AccessTokenProvider {
  /**
   * Returns a token. Called on a thread that may block.
   *
   * @param rejected the token that HubSpot rejected with a 401, and that another has to replace;
   *     null if any good one will do
   * @return emits the token alone, without "Bearer". Subscribed to once for all calls that wait,
   *     and never disposed. If it fails with a {@link
   *     io.github.hubspotassociations.error.HubSpotException} that is retryable, since the token
   *     endpoint could not be reached, the calls fail with it; if it fails otherwise, or emits the
   *     rejected token, they fail with an {@link
   *     io.github.hubspotassociations.error.AuthenticationException}
   */
  Single<String> accessToken(@Nullable String rejected);

  /**
   * Returns whether a token can still be used. Called before each request, so it must not block; if
   * not, {@link #accessToken} is called before the request is sent. By default each token is used
   * until HubSpot rejects it.
   *
   * @param token the token that the client has
   * @return true if no other is needed
   */
  default boolean isCurrent(String token) {
    return true;
  }
}
