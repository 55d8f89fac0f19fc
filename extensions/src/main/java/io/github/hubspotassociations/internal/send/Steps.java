package io.github.hubspotassociations.internal.send;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.reactivex.rxjava3.functions.Action;
import io.reactivex.rxjava3.functions.Consumer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A sequence of waits, one after another, each of which a signal may interrupt. It is not a chain
 * of RxJava's operators because these throw the errors of the JVM, such as a LinkageError in a
 * caller's code, on the thread where they happen and emit nothing: the caller would wait forever.
 * Here whatever is thrown ends the sequence by {@link #broken}.
 */
abstract class Steps implements Disposable {
  private static final int RUNNING = 0;
  private static final int WAITING = 1;
  private static final int ENDED = 2;

  private final AtomicInteger state = new AtomicInteger(RUNNING);
  private final SerialDisposable wait = new SerialDisposable();
  private final SerialDisposable watch = new SerialDisposable();

  /** Returns whether the signal came, or is about to come. */
  abstract boolean isInterrupted();

  /** Ends the sequence because of the signal. */
  abstract void interrupted();

  /** Ends the sequence because of what a step threw. */
  abstract void broken(Throwable e);

  /** Releases what is held; called once, at the end. */
  abstract void release(boolean disposed);

  /** Begins, and interrupts a wait when the signal completes. */
  final void start(Completable signal, Action first) {
    watch.set(signal.subscribe(this::interrupt));
    guarded(first);
  }

  /** Goes on when the event comes, unless this is interrupted or disposed before. */
  final <T> void await(Single<T> event, Consumer<T> next, Consumer<Throwable> otherwise) {
    if (!state.compareAndSet(RUNNING, WAITING)) {
      return; // Disposed.
    }
    Disposable unused =
        event
            .doOnSubscribe(waiting -> wait.replace(waiting))
            .subscribe(
                value -> resume(() -> next.accept(value)), e -> resume(() -> otherwise.accept(e)));
    if (isInterrupted()) {
      interrupt();
    }
  }

  private void interrupt() {
    resume(this::interrupted);
  }

  private void resume(Action next) {
    if (state.compareAndSet(WAITING, RUNNING)) {
      guarded(next);
    }
  }

  private void guarded(Action next) {
    try {
      next.run();
    } catch (Throwable e) {
      broken(e);
    }
  }

  /** Ends the sequence; returns whether it had not ended before. */
  final boolean end(boolean disposed) {
    if (state.getAndSet(ENDED) == ENDED) {
      return false;
    }
    watch.dispose();
    wait.dispose();
    release(disposed);
    return true;
  }

  @Override
  public final void dispose() {
    end(true);
  }

  @Override
  public final boolean isDisposed() {
    return state.get() == ENDED;
  }
}
