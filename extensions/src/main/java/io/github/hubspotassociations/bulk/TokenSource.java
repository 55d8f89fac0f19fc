package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AccessTokenProvider;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.subjects.SingleSubject;
import org.jspecify.annotations.Nullable;

/** Keeps the token, and asks the provider once for all callers who need a new one. */
final class TokenSource {
  private final AccessTokenProvider provider;
  private @Nullable String token;
  private @Nullable SingleSubject<String> asking;

  TokenSource(AccessTokenProvider provider) {
    this.provider = provider;
  }

  /** The token that was good last. */
  Single<String> current() {
    return Single.defer(() -> ask(null));
  }

  /** A token other than the one that was refused. */
  Single<String> renewed(String rejected) {
    return Single.defer(() -> ask(rejected));
  }

  private Single<String> ask(@Nullable String rejected) {
    SingleSubject<String> asked;
    synchronized (this) {
      if (token != null && !token.equals(rejected)) {
        return Single.just(token);
      }
      if (asking != null) {
        return asking;
      }
      token = null;
      asked = SingleSubject.create();
      asking = asked;
    }
    provider
        .accessToken(rejected)
        .subscribe(fresh -> answer(asked, fresh, null), e -> answer(asked, null, e))
        .isDisposed();
    return asked;
  }

  private void answer(
      SingleSubject<String> asked, @Nullable String fresh, @Nullable Throwable failure) {
    synchronized (this) {
      token = fresh;
      asking = null;
    }
    if (failure == null) {
      asked.onSuccess(fresh);
    } else {
      asked.onError(failure);
    }
  }
}
