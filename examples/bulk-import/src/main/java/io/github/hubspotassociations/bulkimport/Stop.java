package io.github.hubspotassociations.bulkimport;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import org.jspecify.annotations.Nullable;

/** The wish to stop gracefully: nothing new is sent, what is under way is waited for. */
final class Stop {
  private final CompletableSubject requested = CompletableSubject.create();
  private volatile @Nullable String cause;
  private volatile Runnable lastWords = () -> {};

  /** Stops; the first cause is the one that counts. Safe from any thread. */
  void request(String why) {
    synchronized (this) {
      if (cause == null) {
        cause = why;
      }
    }
    requested.onComplete();
  }

  boolean isRequested() {
    return cause != null;
  }

  /** Why, such as "SIGTERM", or null. */
  @Nullable String cause() {
    return cause;
  }

  /** Completes when the stop is requested. */
  Completable signal() {
    return requested;
  }

  /** What is still to be said if the process is ended at once. */
  void onKill(Runnable words) {
    lastWords = words;
  }

  /** Says it. */
  void sayLastWords() {
    lastWords.run();
  }
}
