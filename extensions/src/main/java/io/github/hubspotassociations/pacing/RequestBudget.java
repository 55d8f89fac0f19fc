package io.github.hubspotassociations.pacing;

import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.RateLimitException;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How many requests may be sent in how much time, shared by any number of clients and bulks of one
 * HubSpot account.
 *
 * <p>A budget is a strict sliding window. HubSpot counts a request when it arrives, somewhere
 * between our send and its answer, so a request holds its place from the send until one window
 * after its answer or failure, and no window of any position, measured here or there, holds more
 * requests than the budget allows. Requests go out first come, first served, and every attempt pays
 * alike.
 *
 * <p>Where HubSpot's {@code X-HubSpot-RateLimit-*} headers are present, the budget learns from
 * them: a lower limit lowers any budget with a window, a higher one raises {@link #adaptive()}
 * alone, and when less of the quota remains than our own requests explain, somebody else spends it
 * too and the budget makes room for them until they stop. Headers that are missing or make no sense
 * change nothing.
 *
 * <p>A 429 pauses the whole budget for its {@code Retry-After}, else for the interval learnt from
 * headers, else for the window of the policy that it names. After a pause the budget sends one
 * request, and more as answers come. A 429 for the daily limit does not pause: waiting does not
 * help.
 *
 * <p>Budgets are thread-safe. Clients that share one must have schedulers with the same clock, as
 * all of RxJava's standard schedulers have.
 */
public final class RequestBudget {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(365);

  private final String name;
  private final Object lock = new Object();
  // All of these are guarded by the lock.
  private final Pace pace;
  private final SteadyClock clock = new SteadyClock();
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private final ArrayDeque<Runnable> news = new ArrayDeque<>();
  private @Nullable RateLimitException pausedBy;
  private @Nullable WakeUp wakeUp;
  private boolean draining;

  private RequestBudget(
      String name, int requests, Duration window, boolean adaptive, Random random) {
    this.name = name;
    this.pace = new Pace(requests, window.toNanos(), adaptive, random);
  }

  /**
   * A fixed budget. A limit learnt from HubSpot's headers may lower it, never raise it.
   *
   * @param requests how many requests any window may hold, at least 1
   * @param window the length of the window, more than nothing and at most a day
   * @return the budget
   */
  public static RequestBudget of(int requests, Duration window) {
    return of(requests, window, new Random());
  }

  static RequestBudget of(int requests, Duration window, Random random) {
    if (requests < 1) {
      throw new IllegalArgumentException(
          "requests is " + requests + ": a budget allows at least 1 (see unlimited())");
    }
    Objects.requireNonNull(window, "window");
    if (window.isNegative() || window.isZero() || window.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "window is " + window + ": it must be positive and at most a day");
    }
    return new RequestBudget("RequestBudget.of", requests, window, false, random);
  }

  /**
   * Starts at 100 requests in 10 seconds, the lowest of HubSpot's limits, and follows the limit
   * that HubSpot's headers name, up or down.
   *
   * @return the budget
   */
  public static RequestBudget adaptive() {
    return adaptive(100);
  }

  /**
   * Starts at a given share of the quota and follows the limit that HubSpot's headers name, as
   * {@link #adaptive()} does. For processes that start together and share one account: with {@code
   * k} of them, give each a {@code k}-th of the account's limit.
   *
   * @param startingRequests how many requests any 10 seconds may hold until headers tell more, from
   *     1 to 100,000
   * @return the budget
   */
  public static RequestBudget adaptive(int startingRequests) {
    if (startingRequests < 1 || startingRequests > RateLimitHeaders.LARGEST_MAX) {
      throw new IllegalArgumentException(
          "startingRequests is "
              + startingRequests
              + ": give 1 to "
              + RateLimitHeaders.LARGEST_MAX);
    }
    return new RequestBudget(
        "RequestBudget.adaptive", startingRequests, TEN_SECONDS, true, new Random());
  }

  /** {@return no window, whatever the headers say: only the pauses that a 429 asks for are kept} */
  public static RequestBudget unlimited() {
    return new RequestBudget("RequestBudget.unlimited", 0, TEN_SECONDS, false, new Random());
  }

  /**
   * 100 requests in 10 seconds: a private app of a Free or Starter account.
   *
   * @return the budget
   * @see <a href="https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines">
   *     HubSpot's usage guidelines</a>
   */
  public static RequestBudget freeOrStarter() {
    return of(100, TEN_SECONDS);
  }

  /**
   * 190 requests in 10 seconds: a private app of a Professional or Enterprise account.
   *
   * @return the budget
   * @see <a href="https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines">
   *     HubSpot's usage guidelines</a>
   */
  public static RequestBudget professionalOrEnterprise() {
    return of(190, TEN_SECONDS);
  }

  /**
   * 250 requests in 10 seconds: a private app of an account with the API limit increase add-on.
   *
   * @return the budget
   * @see <a href="https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines">
   *     HubSpot's usage guidelines</a>
   */
  public static RequestBudget apiLimitIncrease() {
    return of(250, TEN_SECONDS);
  }

  /**
   * 110 requests in 10 seconds: a public OAuth app, for each account that installed it.
   *
   * @return the budget
   * @see <a href="https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines">
   *     HubSpot's usage guidelines</a>
   */
  public static RequestBudget publicOAuthApp() {
    return of(110, TEN_SECONDS);
  }

  /**
   * Waits for a place and takes it. For the library's own engine, and for whoever sends requests of
   * the same account by other means.
   *
   * <p>Each subscription is one place, first come, first served. Disposing it while it waits gives
   * the place back; disposing it later counts as {@link Permit#failed()}. Permits are handed out
   * one after the other, on the thread that subscribes, that reports an answer, or the scheduler's,
   * so observers must not block.
   *
   * @param scheduler its clock is the time, and waiting happens on it
   * @param onWait called before a wait and whenever a 429 makes it longer, with the estimated
   *     length and null where the window is full, with the length of the pause and the 429 that
   *     asked for it where the budget is paused; if it throws, the Single fails with what it threw
   * @return the place, when it is there
   */
  public Single<Permit> acquire(
      Scheduler scheduler, BiConsumer<Duration, @Nullable RateLimitException> onWait) {
    Objects.requireNonNull(scheduler, "scheduler");
    Objects.requireNonNull(onWait, "onWait");
    return RxJavaPlugins.onAssembly(
        new Single<Permit>() {
          @Override
          protected void subscribeActual(SingleObserver<? super Permit> observer) {
            Waiter waiter = new Waiter(observer, scheduler, onWait);
            observer.onSubscribe(waiter);
            join(waiter);
          }
        });
  }

  /** The name of the budget, its limits, and how it stands; the wording may change. */
  @Override
  public String toString() {
    synchronized (lock) {
      return name + "(" + pace.describe(clock.last()) + ", waiting " + waiters.size() + ")";
    }
  }

  private void join(Waiter waiter) {
    synchronized (lock) {
      if (waiter.isDisposed()) {
        return;
      }
      long now = clock.now(waiter.scheduler);
      boolean paused = pace.pausedUntil() > now;
      long end = paused ? pace.pausedUntil() : pace.earliest(now, waiters.size());
      waiters.add(waiter);
      if (end > now) {
        waiter.hear(Duration.ofNanos(end - now), paused ? pausedBy : null);
      }
    }
    drain();
  }

  private void leave(Waiter waiter) {
    synchronized (lock) {
      waiters.remove(waiter);
    }
    drain();
  }

  /**
   * Hands out what can be handed out. One thread at a time does, without the lock, so that
   * observers may acquire, report and dispose as they like, and are called in the order of their
   * coming.
   */
  private void drain() {
    synchronized (lock) {
      if (draining) {
        return;
      }
      draining = true;
    }
    Runnable step = null;
    try {
      while ((step = nextStep()) != null) {
        step.run();
      }
    } finally {
      if (step != null) { // It threw something fatal: others must still be served.
        synchronized (lock) {
          draining = false;
        }
      }
    }
  }

  private @Nullable Runnable nextStep() {
    synchronized (lock) {
      Runnable told = news.poll();
      if (told != null) {
        return told;
      }
      WakeUp previous = wakeUp;
      if (waiters.isEmpty()) {
        if (previous != null) {
          wakeUp = null;
          return previous::dispose;
        }
        draining = false;
        return null;
      }
      Waiter waiter = waiters.iterator().next();
      long now = clock.now(waiter.scheduler);
      long time = pace.earliest(now, 0);
      if (time <= now) {
        waiters.remove(waiter);
        waiter.permit = new Permit(waiter.scheduler, pace.take(now));
        return waiter::grant;
      }
      if (previous == null || previous.time > time || previous.scheduler != waiter.scheduler) {
        WakeUp next = new WakeUp(time, waiter.scheduler);
        wakeUp = next;
        return () -> {
          if (previous != null) {
            previous.dispose();
          }
          next.arm(time - now);
        };
      }
      draining = false;
      return null;
    }
  }

  /** The refusal that a pause helps against, or null: a spent daily limit. */
  private static @Nullable RateLimitException refusal(
      Headers headers, @Nullable HubSpotApiException failure) {
    HubSpotApiException refusal =
        failure == null ? HubSpotErrors.decode(429, headers, (String) null) : failure;
    return refusal instanceof RateLimitException
            && ((RateLimitException) refusal).policy() != RateLimitException.Policy.DAILY
        ? (RateLimitException) refusal
        : null;
  }

  /** The wait that the server asks for in nanoseconds, or -1 if it does not. */
  private static long asked(RateLimitException refusal) {
    Duration asked = refusal.retryAfter();
    return asked == null ? -1 : (asked.compareTo(LONGEST) > 0 ? LONGEST : asked).toNanos();
  }

  /** The length of a policy's window in nanoseconds, or -1 if it is not known. */
  private static long windowOf(RateLimitException.Policy policy) {
    switch (policy) {
      case SECONDLY:
        return TimeUnit.SECONDS.toNanos(1);
      case TEN_SECONDLY_ROLLING:
        return TEN_SECONDS.toNanos();
      default:
        return -1;
    }
  }

  /** The one timer of a budget, set for the first of its waiters. */
  private final class WakeUp implements Runnable {
    private final long time;
    private final Scheduler scheduler;
    private final SerialDisposable task = new SerialDisposable();

    WakeUp(long time, Scheduler scheduler) {
      this.time = time;
      this.scheduler = scheduler;
    }

    void arm(long delay) {
      task.set(scheduler.scheduleDirect(this, delay, TimeUnit.NANOSECONDS));
    }

    void dispose() {
      task.dispose();
    }

    @Override
    public void run() {
      synchronized (lock) {
        if (wakeUp != this) {
          return;
        }
        wakeUp = null;
        clock.reached(time, scheduler);
      }
      drain();
    }
  }

  private final class Waiter extends AtomicInteger implements Disposable {
    private static final long serialVersionUID = 1;
    private static final int WAITING = 0;
    private static final int SERVED = 1;
    private static final int DISPOSED = 2;

    private final transient SingleObserver<? super Permit> observer;
    private final transient Scheduler scheduler;
    private final transient BiConsumer<Duration, @Nullable RateLimitException> onWait;
    private transient volatile @Nullable Permit permit;

    Waiter(
        SingleObserver<? super Permit> observer,
        Scheduler scheduler,
        BiConsumer<Duration, @Nullable RateLimitException> onWait) {
      this.observer = observer;
      this.scheduler = scheduler;
      this.onWait = onWait;
    }

    /** Needs the lock; it is told without. */
    void hear(Duration wait, @Nullable RateLimitException cause) {
      news.add(() -> tell(wait, cause));
    }

    private void tell(Duration wait, @Nullable RateLimitException cause) {
      if (get() != WAITING) {
        return;
      }
      try {
        onWait.accept(wait, cause);
      } catch (Throwable e) {
        Exceptions.throwIfFatal(e);
        if (compareAndSet(WAITING, DISPOSED)) {
          leave(this);
          observer.onError(e);
        } else {
          RxJavaPlugins.onError(e);
        }
      }
    }

    void grant() {
      if (compareAndSet(WAITING, SERVED)) {
        observer.onSuccess(Objects.requireNonNull(permit));
      } else {
        synchronized (lock) {
          pace.giveBack();
        }
      }
    }

    @Override
    public void dispose() {
      if (compareAndSet(WAITING, DISPOSED)) {
        leave(this);
      } else if (compareAndSet(SERVED, DISPOSED)) {
        Objects.requireNonNull(permit).failed();
      }
    }

    @Override
    public boolean isDisposed() {
      return get() == DISPOSED;
    }
  }

  /**
   * A place in the window, to be reported on exactly once when the request has ended; further
   * reports are ignored. A place that is never reported on is never free again.
   */
  public final class Permit {
    private final Scheduler scheduler;
    private final Pace.Sent sent;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Permit(Scheduler scheduler, Pace.Sent sent) {
      this.scheduler = scheduler;
      this.sent = sent;
    }

    /**
     * The request was answered: its place frees one window from now, the budget learns from the
     * headers, and a 429 pauses it.
     *
     * @param status the HTTP status
     * @param headers the answer's headers
     * @param failure the decoded answer if it is not success; null makes the budget decode a 429
     *     itself
     * @return how long the budget is paused from now on if the answer paused it, else null. Whoever
     *     finds that too long has to give up by himself.
     */
    public @Nullable Duration answered(
        int status, Headers headers, @Nullable HubSpotApiException failure) {
      Objects.requireNonNull(headers, "headers");
      if (!ended.compareAndSet(false, true)) {
        return null;
      }
      RateLimitHeaders limits = RateLimitHeaders.of(headers);
      RateLimitException refusal = status == 429 ? refusal(headers, failure) : null;
      Duration pause = null;
      synchronized (lock) {
        long now = clock.now(scheduler);
        pace.answer(now + SteadyClock.imprecision(scheduler), sent, status == 429, limits);
        if (refusal != null) {
          long before = Math.max(now, pace.pausedUntil());
          long end = pace.pause(now, sent, asked(refusal), windowOf(refusal.policy()));
          pause = Duration.ofNanos(end - now);
          if (end > before) {
            pausedBy = refusal;
            for (Waiter waiter : waiters) {
              waiter.hear(pause, refusal);
            }
          }
        }
      }
      drain();
      return pause;
    }

    /** The request got no answer, or was cancelled: its place frees one window from now. */
    public void failed() {
      if (ended.compareAndSet(false, true)) {
        synchronized (lock) {
          pace.free(clock.now(scheduler) + SteadyClock.imprecision(scheduler));
        }
        drain();
      }
    }
  }
}
