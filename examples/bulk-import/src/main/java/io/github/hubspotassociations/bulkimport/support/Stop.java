package io.github.hubspotassociations.bulkimport.support;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The request to stop gracefully: nothing new is sent, and what is in flight is awaited. */
public final class Stop {
  private final CompletableSubject requested = CompletableSubject.create();
  private final List<Runnable> onSignal = new ArrayList<>();
  private volatile @Nullable String cause;
  private volatile boolean signalled;
  private volatile Runnable lastWords = () -> {};

  /** Stops; the first cause is the one that counts. Safe from any thread. */
  public void request(String why) {
    synchronized (this) {
      if (cause == null) {
        cause = why;
      }
    }
    requested.onComplete();
  }

  /** Stops because of a signal, which may have ended the writer of a pipe as well. */
  public void signal(String name) {
    List<Runnable> listeners;
    synchronized (this) {
      signalled = true;
      listeners = List.copyOf(onSignal);
    }
    request(name);
    listeners.forEach(Runnable::run);
  }

  public boolean isRequested() {
    return cause != null;
  }

  /** Whether a signal asked for the stop. */
  public boolean isSignalled() {
    return signalled;
  }

  /** Runs the task when a signal comes; never if one has come already. */
  public synchronized void onSignal(Runnable task) {
    onSignal.add(task);
  }

  /** Why, such as "SIGTERM", or null. */
  public @Nullable String cause() {
    return cause;
  }

  /** Completes when the stop is requested. */
  public Completable requested() {
    return requested;
  }

  /** Sets what is still to be said if the process is ended at once. */
  public void onKill(Runnable words) {
    lastWords = words;
  }

  /** Says it. */
  public void sayLastWords() {
    lastWords.run();
  }
}
