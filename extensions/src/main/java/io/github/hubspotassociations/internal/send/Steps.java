package io.github.hubspotassociations.internal.send;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.reactivex.rxjava3.functions.Action;
import io.reactivex.rxjava3.functions.Consumer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of waits, one after another, each of which a signal may interrupt. It is not a chain
 * of RxJava's operators because these throw the errors of the JVM, such as a LinkageError in a
 * caller's code, on the thread where they happen and emit nothing: the caller would wait forever.
 * Here whatever is thrown ends the sequence by {@link #broken}.
 */
abstract class Steps implements SingleObserver<Object>, Disposable {
  private static final int WAITING = 0;
  private static final int RUNNING = 1;
  private static final int ENDED = 2;

  private final AtomicInteger state = new AtomicInteger(WAITING);
  private final SerialDisposable watch = new SerialDisposable();
  private final SerialDisposable wait = new SerialDisposable();

  /** What follows the wait; written before it begins. */
  private @Nullable Consumer<Object> next;

  /** Takes the first step. */
  abstract void first() throws Throwable;

  /** Returns whether the signal came, or is about to come. */
  abstract boolean isInterrupted();

  /** Ends the sequence because of the signal. */
  abstract void interrupted();

  /** Ends the sequence because a wait failed. */
  abstract void failed(Throwable e);

  /** Ends the sequence because of what a step threw. */
  abstract void broken(Throwable e);

  /** Releases what is held; called once, at the end. */
  abstract void release(boolean disposed);

  /** Takes the first step; from here on the signal interrupts a wait when it completes. */
  final void start(Completable signal) {
    watch.set(signal.subscribe(this::interrupt));
    resume(this::first);
  }

  /** Goes on when the event comes, unless this is interrupted or disposed before. */
  @SuppressWarnings("unchecked") // Only this event calls what follows it.
  final <T> void await(Single<T> event, Consumer<T> next) {
    this.next = (Consumer<Object>) next;
    if (!state.compareAndSet(RUNNING, WAITING)) {
      return; // Disposed.
    }
    event.subscribe(this);
    if (isInterrupted()) {
      interrupt();
    }
  }

  @Override
  public final void onSubscribe(Disposable event) {
    wait.replace(event);
  }

  @Override
  public final void onSuccess(Object value) {
    resume(() -> next.accept(value));
  }

  @Override
  public final void onError(Throwable e) {
    resume(() -> failed(e));
  }

  private void interrupt() {
    resume(this::interrupted);
  }

  private void resume(Action step) {
    if (state.compareAndSet(WAITING, RUNNING)) {
      try {
        step.run();
      } catch (Throwable e) {
        broken(e);
      }
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
