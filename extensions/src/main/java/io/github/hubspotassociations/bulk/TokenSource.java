package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AccessTokenProvider;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.subjects.SingleSubject;
import java.util.Objects;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the token, and asks the provider once for all callers who need a new one. A caller that is
 * disposed disturbs nobody: the provider is asked on behalf of all, and never disposed.
 */
final class TokenSource {
  private final AccessTokenProvider provider;
  // All of these are guarded by this.
  private @Nullable String token;
  private @Nullable Asked asking;

  /** The renewal that failed last: callers who come late with the same token don't ask again. */
  private @Nullable Asked failed;

  TokenSource(AccessTokenProvider provider) {
    this.provider = provider;
  }

  /** The token that was good last. Fails with an {@link AuthenticationException}. */
  Single<String> current() {
    return asked(null);
  }

  /** A token other than the one that was refused. Fails with an {@link AuthenticationException}. */
  Single<String> renewed(String rejected) {
    return asked(rejected);
  }

  /**
   * Whether a renewal failed because there is no other token than the refused one, as with a fixed
   * token.
   */
  static boolean isWithoutSuccessor(Throwable renewal) {
    return renewal.getCause() instanceof NoOtherToken;
  }

  private Single<String> asked(@Nullable String rejected) {
    return Single.defer(() -> ask(rejected)).onErrorResumeNext(e -> Single.error(failure(e)));
  }

  private Single<String> ask(@Nullable String rejected) {
    String known;
    synchronized (this) {
      known = token;
    }
    if (known != null && (rejected == null ? provider.isCurrent(known) : !known.equals(rejected))) {
      return Single.just(known);
    }
    Asked next = new Asked(rejected);
    synchronized (this) {
      if (token != null && !token.equals(known) && !token.equals(rejected)) {
        return Single.just(token); // Somebody was faster.
      }
      Asked other = asking;
      if (other != null) {
        // What others asked for without knowing of this rejection may be the same token again.
        return rejected == null || rejected.equals(other.rejected)
            ? other.answer
            : other.answer.onErrorReturnItem("").flatMap(fresh -> ask(rejected));
      }
      if (rejected != null && failed != null && rejected.equals(failed.rejected)) {
        return failed.answer;
      }
      failed = null;
      asking = next;
    }
    next.start();
    return next.answer;
  }

  /** One question to the provider, and everybody who waits for its answer. */
  private final class Asked implements SingleObserver<String> {
    private final @Nullable String rejected;
    private final SingleSubject<String> answer = SingleSubject.create();

    Asked(@Nullable String rejected) {
      this.rejected = rejected;
    }

    void start() {
      try {
        provider.accessToken(rejected).subscribe(this);
      } catch (Throwable e) {
        Exceptions.throwIfFatal(e);
        onError(e);
      }
    }

    @Override
    public void onSubscribe(Disposable d) {}

    @Override
    public void onSuccess(String fresh) {
      if (fresh.equals(rejected)) {
        onError(new NoOtherToken());
        return;
      }
      String fault = fault(fresh);
      if (fault != null) {
        onError(new HubSpotException(fault));
        return;
      }
      synchronized (TokenSource.this) {
        asking = null;
        token = fresh;
      }
      answer.onSuccess(fresh);
    }

    @Override
    public void onError(Throwable e) {
      synchronized (TokenSource.this) {
        asking = null;
        token = null;
        failed = this;
      }
      answer.onError(e);
    }

    /** What is wrong with a token, without saying the token; null if nothing is. */
    private @Nullable String fault(String fresh) {
      for (int i = 0; i < fresh.length(); i++) {
        if (fresh.charAt(i) <= ' ' || fresh.charAt(i) > '~') {
          return "The access token provider gave a token with a character that cannot stand in a"
              + " header, at position "
              + i;
        }
      }
      return fresh.isEmpty() ? "The access token provider gave an empty token" : null;
    }
  }

  private static final class NoOtherToken extends HubSpotException {
    private static final long serialVersionUID = 1L;

    NoOtherToken() {
      super("The access token provider handed back the token that HubSpot had refused");
    }
  }

  /** An exception for each caller, who may add to it what failed before. */
  private static AuthenticationException failure(Throwable cause) {
    // The words of exceptions that are not ours are left to the cause: they may tell secrets.
    String message =
        cause instanceof HubSpotException
            ? Objects.toString(cause.getMessage(), "")
            : "The access token provider failed with " + cause.getClass().getName();
    AuthenticationException failure =
        (AuthenticationException) HubSpotErrors.decode(401, Headers.of(), message);
    failure.initCause(cause);
    return failure;
  }
}
