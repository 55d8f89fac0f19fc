package io.github.hubspotassociations.internal.send;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.functions.Consumer;

/**
 * A sequence of waits, one after another, each of which may be interrupted. It is not a chain of
 * RxJava's operators because these throw the errors of the JVM, such as a LinkageError in a
 * caller's code, on the thread where they happen and emit nothing: the caller would wait forever.
 * Here whatever is thrown ends the sequence by {@link #broken}.
 */
abstract class Steps implements Disposable {
  private int step;
  private boolean isWaiting;
  private boolean isDone;
  private boolean isSignalled;
  private Disposable wait = Disposable.disposed();
  private Disposable watch = Disposable.disposed();

  /** A part of the sequence. */
  interface Step {
    void run() throws Throwable;
  }

  /** Goes on after an interrupted wait. */
  abstract void interrupted();

  /** Ends the sequence because of what a step threw. */
  abstract void broken(Throwable e);

  /** Releases what is held; called once, at the end. */
  abstract void release(boolean disposed);

  /** Begins, and interrupts a wait when the signal completes. */
  final void start(Completable signal, Step first) {
    Disposable watching = signal.subscribe(this::interrupt, e -> interrupt());
    boolean late;
    synchronized (this) {
      watch = watching;
      late = isDone;
    }
    if (late) {
      watching.dispose();
    }
    guarded(first);
  }

  /** Goes on when the event comes, unless this is interrupted or disposed before. */
  final <T> void await(Single<T> event, Consumer<T> next, Consumer<Throwable> otherwise) {
    int at;
    synchronized (this) {
      if (isDone) {
        return;
      }
      at = ++step;
      isWaiting = true;
    }
    Disposable waiting =
        event.subscribe(
            value -> {
              if (!resume(at, () -> next.accept(value))) {
                late(value);
              }
            },
            e -> resume(at, () -> otherwise.accept(e)));
    boolean late;
    boolean signalled;
    synchronized (this) {
      late = isDone;
      signalled = isSignalled;
      if (step == at && isWaiting) {
        wait = waiting;
      }
    }
    if (late) {
      waiting.dispose();
    } else if (signalled) {
      interrupt();
    }
  }

  /** An event came after its wait was over. */
  void late(Object event) {}

  private boolean resume(int at, Step next) {
    synchronized (this) {
      if (isDone || step != at || !isWaiting) {
        return false;
      }
      isWaiting = false;
    }
    guarded(next);
    return true;
  }

  final void interrupt() {
    Disposable waiting;
    synchronized (this) {
      isSignalled = true;
      if (isDone || !isWaiting) {
        return;
      }
      isWaiting = false;
      waiting = wait;
    }
    waiting.dispose();
    guarded(this::interrupted);
  }

  final void guarded(Step next) {
    try {
      next.run();
    } catch (Throwable e) {
      broken(e);
    }
  }

  /** Ends the sequence; returns whether it had not ended before. */
  final boolean end(boolean disposed) {
    Disposable watching;
    Disposable waiting;
    synchronized (this) {
      if (isDone) {
        return false;
      }
      isDone = true;
      watching = watch;
      waiting = wait;
    }
    watching.dispose();
    waiting.dispose();
    release(disposed);
    return true;
  }

  @Override
  public final void dispose() {
    end(true);
  }

  @Override
  public final synchronized boolean isDisposed() {
    return isDone;
  }
}
