package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.AccessTokenProvider;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.internal.Watchdog;
import io.github.hubspotassociations.internal.error.Texts;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleEmitter;
import io.reactivex.rxjava3.disposables.Disposable;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the access token, and asks the provider once for all callers that need a new one. Disposing
 * one caller does not affect the others: the request to the provider is shared and never disposed.
 */
public final class TokenSource {
  /** The cause of all failures to get another token than a fixed one: known by its identity. */
  @SuppressWarnings("StaticAssignmentOfThrowable")
  private static final HubSpotException NO_OTHER_TOKEN =
      new HubSpotException(
          "The access token provider returned the token that HubSpot had rejected");

  private final AccessTokenProvider provider;
  private final Scheduler scheduler;

  /** A token whose rejection the provider does not know yet. */
  private volatile @Nullable String rejection;

  // All of these are guarded by this.
  private @Nullable String token;

  /** In flight, or the latest that failed: late callers with the same token share its failure. */
  private @Nullable Single<String> renewal;

  private boolean renewalFailed;

  /** The rejected token that the renewal replaces; null if it was asked for without one. */
  private @Nullable String renewedToken;

  /**
   * Creates a source without a token.
   *
   * @param provider where tokens come from
   * @param scheduler where the provider is called, which may block
   */
  public TokenSource(AccessTokenProvider provider, Scheduler scheduler) {
    this.provider = Objects.requireNonNull(provider, "provider");
    this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
  }

  /**
   * {@return the token in use, or a new one} Fails with an {@link AuthenticationException}, or with
   * the retryable failure of a provider that could not reach the token endpoint.
   */
  public Single<String> current() {
    return Single.defer(
        () -> {
          String rejected = rejection;
          return rejected == null
              ? ask(null)
              // Where there is no other token, the 401 of HubSpot says more than ours.
              : ask(rejected)
                  .onErrorResumeNext(
                      e -> isWithoutSuccessor(e) ? Single.just(rejected) : Single.error(e));
        });
  }

  /**
   * Returns a token other than one that HubSpot rejected. Fails as {@link #current()} does.
   *
   * @param rejected the token that got a 401
   * @return another token
   */
  public Single<String> renewed(String rejected) {
    return ask(Objects.requireNonNull(rejected, "rejected"));
  }

  /** Returns another token. Fails with the 401 where there is no other: it says more than ours. */
  Single<String> renewed(String rejected, HubSpotException rejection) {
    return renewed(rejected)
        .onErrorResumeNext(
            e -> {
              HubSpotException failure = HubSpotErrors.from(e);
              HubSpotException decisive = isWithoutSuccessor(e) ? rejection : failure;
              Sender.suppress(decisive, decisive == failure ? rejection : failure);
              return Single.error(decisive);
            });
  }

  /**
   * Notes that HubSpot rejected the token of a call that is not retried: {@link #current()} then
   * asks the provider for another, and returns the rejected one where there is no other.
   *
   * @param rejected the token that got a 401
   */
  public synchronized void reject(String rejected) {
    if (rejected.equals(token)) {
      rejection = rejected;
    }
  }

  /** Returns whether a renewal failed because the provider has no other token than a fixed one. */
  private static boolean isWithoutSuccessor(Throwable failure) {
    return failure.getCause() == NO_OTHER_TOKEN;
  }

  /**
   * Checks that a token can stand in a header; messages do not contain it.
   *
   * @param name how messages name it
   * @param token the token
   * @throws IllegalArgumentException if it cannot
   */
  public static void requireToken(String name, String token) {
    if (token.trim().isEmpty()) {
      throw new IllegalArgumentException(
          name + " is blank: give the access token of a service key, of a private app or of OAuth");
    }
    if (token.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw new IllegalArgumentException(name + " begins with \"Bearer\": give the token alone");
    }
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) <= ' ' || token.charAt(i) > '~') {
        throw new IllegalArgumentException(
            name
                + " has a character at position "
                + i
                + " that cannot stand in a token: is there a blank or a line break around it?");
      }
    }
  }

  private Single<String> ask(@Nullable String rejected) {
    return Single.defer(() -> choose(rejected)).onErrorResumeNext(e -> Single.error(failure(e)));
  }

  private Single<String> choose(@Nullable String rejected) {
    String known;
    synchronized (this) {
      known = token;
    }
    // The provider is asked without a lock.
    if (known != null && (rejected == null ? provider.isCurrent(known) : !known.equals(rejected))) {
      Texts.keepSecret(known);
      return Single.just(known);
    }
    synchronized (this) {
      if (token != null && !token.equals(known) && !token.equals(rejected)) {
        return Single.just(token); // Another caller was faster.
      }
      boolean isRenewing = renewal != null && !renewalFailed;
      if (rejected == null ? isRenewing : rejected.equals(renewedToken)) {
        return renewal;
      }
      if (isRenewing) {
        // A request made without knowing of this rejection may bring the same token again.
        return renewal.onErrorReturnItem("").flatMap(fresh -> choose(rejected));
      }
      renewalFailed = false;
      renewedToken = rejected;
      renewal = renewal(rejected);
      return renewal;
    }
  }

  /** One request to the provider, made on the first subscription and shared by all callers. */
  private Single<String> renewal(@Nullable String rejected) {
    return Watchdog.delay(Duration.ZERO, scheduler)
        .andThen(Single.<String>create(emitter -> request(rejected, emitter)))
        .doOnSuccess(fresh -> check(fresh, rejected))
        .doOnEvent(this::ended)
        .cache();
  }

  /** RxJava throws fatal errors instead of emitting them, which would strand every caller. */
  private void request(@Nullable String rejected, SingleEmitter<String> emitter) {
    try {
      // No emitter::onSuccess: R8 9.5 does not see that a method reference passes a value there.
      Disposable unused =
          provider
              .accessToken(rejected)
              .subscribe(fresh -> emitter.onSuccess(fresh), e -> emitter.tryOnError(e));
    } catch (Throwable e) {
      emitter.tryOnError(e);
    }
  }

  private static void check(String fresh, @Nullable String rejected) {
    Texts.keepSecret(fresh);
    if (fresh.equals(rejected)) {
      throw NO_OTHER_TOKEN;
    }
    try {
      requireToken("The token of the access token provider", fresh);
    } catch (IllegalArgumentException e) {
      throw new HubSpotException(e.getMessage());
    }
  }

  private synchronized void ended(@Nullable String fresh, @Nullable Throwable failure) {
    token = fresh;
    rejection = null;
    if (failure == null) {
      renewal = null;
      renewedToken = null;
    } else {
      renewalFailed = true;
    }
  }

  /** An exception for each caller, which may add to it what failed before. */
  private static HubSpotException failure(Throwable cause) {
    if (cause instanceof TransportException) {
      return new TransportException(
          ((TransportException) cause).requestDescription(), (IOException) cause.getCause());
    }
    HubSpotException failure;
    if (cause instanceof HubSpotApiException && ((HubSpotApiException) cause).isRetryable()) {
      // The token endpoint was not to be had: the grant is still good, so this is no 401.
      HubSpotApiException busy = (HubSpotApiException) cause;
      failure =
          HubSpotErrors.decode(
              busy.status(),
              Sender.retryAfter(busy.retryAfter()),
              busy.bodySnippet(),
              busy.requestDescription());
    } else {
      // The message of an exception that is not ours may hold secrets: it is left to the cause.
      String message =
          cause instanceof HubSpotException
              ? Objects.toString(cause.getMessage(), "")
              : "The access token provider failed with " + cause.getClass().getName();
      failure = HubSpotErrors.decode(401, Headers.of(), message);
    }
    failure.initCause(cause);
    return failure;
  }
}
