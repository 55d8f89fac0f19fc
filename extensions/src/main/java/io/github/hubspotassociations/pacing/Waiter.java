package io.github.hubspotassociations.pacing;

import io.github.hubspotassociations.error.RateLimitException;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A subscription to a place in a {@link RequestBudget}: waiting, served or disposed. */
final class Waiter extends AtomicInteger implements Disposable {
  private static final int WAITING = 0;
  private static final int SERVED = 1;
  private static final int DISPOSED = 2;

  private final transient RequestBudget budget;
  private final transient SingleObserver<? super RequestBudget.Permit> observer;
  final transient Scheduler scheduler;
  private final transient BiConsumer<Duration, @Nullable RateLimitException> onWait;

  /** Set before this is served. */
  transient volatile RequestBudget.@Nullable Permit permit;

  /** The thread that subscribes, while it does. */
  transient volatile @Nullable Thread joining;

  Waiter(
      RequestBudget budget,
      SingleObserver<? super RequestBudget.Permit> observer,
      Scheduler scheduler,
      BiConsumer<Duration, @Nullable RateLimitException> onWait) {
    this.budget = budget;
    this.observer = observer;
    this.scheduler = scheduler;
    this.onWait = onWait;
  }

  /** Calls {@code onWait}; what it throws ends this. */
  void hear(Duration wait, @Nullable RateLimitException cause) {
    if (get() != WAITING) {
      return;
    }
    try {
      onWait.accept(wait, cause);
    } catch (Throwable e) {
      if (compareAndSet(WAITING, DISPOSED)) {
        budget.leave(this);
        observer.onError(e);
      } else {
        RxJavaPlugins.onError(e);
      }
    }
  }

  /** Emits the permit, or gives it back if this was disposed meanwhile. */
  void grant() {
    if (!compareAndSet(WAITING, SERVED)) {
      budget.giveBack(permit);
      return;
    }
    try {
      observer.onSuccess(permit);
    } catch (Throwable e) {
      permit.failed();
      if (joining == Thread.currentThread()) {
        throw e;
      }
      // This thread reports a response of another client, say, which is not to blame.
      RxJavaPlugins.onError(e);
    }
  }

  @Override
  public void dispose() {
    if (compareAndSet(WAITING, DISPOSED)) {
      budget.leave(this);
    } else if (compareAndSet(SERVED, DISPOSED)) {
      permit.failed();
    }
  }

  @Override
  public boolean isDisposed() {
    return get() == DISPOSED;
  }
}
