package io.github.hubspotassociations.pacing;

import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.internal.Stopwatch;
import io.github.hubspotassociations.internal.Watchdog;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.reactivex.rxjava3.exceptions.Exceptions;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests are sent in how much time, for all clients of one HubSpot account that
 * share it.
 *
 * <p>A budget is a strict sliding window. HubSpot counts a request when it arrives, at an unknown
 * moment between send and response, so a request holds its place from the send until one window
 * after its response or failure. No window of any position, measured here or at HubSpot, holds more
 * requests than the budget allows. Requests are served first come, first served, retries included.
 *
 * <p>The budget learns from HubSpot's {@code X-HubSpot-RateLimit-*} headers. A lower limit lowers
 * any budget with a window; a higher one raises {@link #adaptive()} alone. Where less of the quota
 * remains than the budget's own requests explain, other processes spend it too, and the budget
 * makes room for them until they stop. What a process that has ended left in the window is
 * distinguished from one that is sending. Headers that are missing or make no sense change nothing.
 *
 * <p>A 429 pauses the whole budget for its {@code Retry-After}, else for the interval learned from
 * headers, else for the window of the policy that it names. After a pause the budget sends one
 * request, and more as responses come. A 429 for the daily limit does not pause the budget, since
 * waiting does not help.
 *
 * <p>Thread-safe. Clients that share a budget must have schedulers with the same clock, as all
 * standard schedulers of RxJava have. If the scheduler of one is shut down, the others go on.
 */
public final class RequestBudget {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  /** How much later than its timer a wait ends where the scheduler was shut down meanwhile. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;

  /** The one timer, set for the first of the waiters. The thread that drains sets it. */
  private final SerialDisposable timer = new SerialDisposable();

  private final Object lock = new Object();
  // All of these are guarded by the lock.
  private final Pace pace;
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private final ArrayDeque<Runnable> news = new ArrayDeque<>();

  /** Weak, so that a place is not lost for good whose permit is gone without a report. */
  private final Set<Reference<?>> unreported = new HashSet<>();

  private final ReferenceQueue<Permit> lost = new ReferenceQueue<>();
  private @Nullable RateLimitException pausedBy;

  /** Started by the first waiter: all schedulers have the same clock. */
  private @Nullable Stopwatch clock;

  /** When the timer goes off, or {@code Long.MAX_VALUE} if it has. */
  private long timerEnd;

  /** What the timer is set on; null if there is none. */
  private @Nullable Scheduler timerScheduler;

  private boolean draining;

  private RequestBudget(
      String name, int requests, Duration window, boolean adaptive, Random random) {
    this.name = name;
    this.pace = new Pace(requests, window.toNanos(), adaptive, random);
  }

  /**
   * Returns a fixed budget. A limit learned from HubSpot's headers may lower it, never raise it.
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
   * Returns a budget that starts at 100 requests in 10 seconds, the lowest of HubSpot's limits, and
   * follows the limit that HubSpot's headers name, up or down.
   *
   * @return the budget
   */
  public static RequestBudget adaptive() {
    return adaptive(100);
  }

  /**
   * Returns a budget that follows the limit that HubSpot's headers name, as {@link #adaptive()}
   * does, but starts at another. For processes that start together on one account: give each of
   * {@code k} processes a {@code k}-th of the account's limit.
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

  /** {@return a budget without a window, whatever headers say, that pauses after a 429 alone} */
  public static RequestBudget unlimited() {
    return new RequestBudget("RequestBudget.unlimited", 0, TEN_SECONDS, false, new Random());
  }

  /**
   * Returns 100 requests in 10 seconds: the limit of a service key or private app of an account of
   * Free or Starter tier.
   *
   * @return the budget
   * @see <a href="https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines">
   *     HubSpot's usage guidelines</a>
   */
  public static RequestBudget freeOrStarter() {
    return of(100, TEN_SECONDS);
  }

  /**
   * Returns 190 requests in 10 seconds: the limit of a service key or private app of an account of
   * Professional or Enterprise tier.
   *
   * @return the budget
   * @see <a href="https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines">
   *     HubSpot's usage guidelines</a>
   */
  public static RequestBudget professionalOrEnterprise() {
    return of(190, TEN_SECONDS);
  }

  /**
   * Returns 250 requests in 10 seconds: the limit of a service key or private app of an account
   * with the API limit increase add-on.
   *
   * @return the budget
   * @see <a href="https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines">
   *     HubSpot's usage guidelines</a>
   */
  public static RequestBudget apiLimitIncrease() {
    return of(250, TEN_SECONDS);
  }

  /**
   * Returns 110 requests in 10 seconds: the limit of a public OAuth app, for each account that
   * installed it.
   *
   * @return the budget
   * @see <a href="https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines">
   *     HubSpot's usage guidelines</a>
   */
  public static RequestBudget publicOAuthApp() {
    return of(110, TEN_SECONDS);
  }

  /**
   * Waits for a place and takes it. The library's clients do so by themselves; use it for other
   * requests to the same account.
   *
   * <p>Each subscription is one place, first come, first served. Disposing it before it emits gives
   * the place back; disposing it later counts as {@link Permit#failed()}. Permits are emitted one
   * after the other, on the thread that subscribes, that reports a response, or the scheduler's, so
   * observers must not block.
   *
   * @param scheduler the clock, and where waiting happens
   * @param onWait called before a wait and whenever a 429 makes it longer, with the estimated
   *     length and null where the window is full, with the length of the pause and the 429 that
   *     asked for it where the budget is paused; if it throws, the Single fails with what it threw
   * @return emits the place
   */
  public Single<Permit> acquire(
      Scheduler scheduler, BiConsumer<Duration, @Nullable RateLimitException> onWait) {
    Objects.requireNonNull(scheduler, "scheduler");
    Objects.requireNonNull(onWait, "onWait");
    return Single.unsafeCreate(
        observer -> {
          Waiter waiter = new Waiter(this, observer, scheduler, onWait);
          observer.onSubscribe(waiter);
          join(waiter);
        });
  }

  /** The name of the budget, its limits, and how it stands; the wording may change. */
  @Override
  public String toString() {
    synchronized (lock) {
      return name
          + "("
          + pace.describe(clock == null ? 0 : clock.nanos())
          + ", waiting "
          + waiters.size()
          + ")";
    }
  }

  private void join(Waiter waiter) {
    synchronized (lock) {
      if (waiter.isDisposed()) {
        return;
      }
      if (clock == null) {
        clock = Stopwatch.start(waiter.scheduler);
      }
      long now = clock.nanos();
      boolean paused = pace.pausedUntil > now;
      long end = paused ? pace.pausedUntil : pace.earliest(now, waiters.size());
      waiters.add(waiter);
      if (end > now) {
        tell(waiter, Duration.ofNanos(end - now), paused ? pausedBy : null);
      }
    }
    waiter.joining = Thread.currentThread();
    try {
      drain();
    } finally {
      waiter.joining = null;
    }
  }

  /** Needs the lock; the call is made without. */
  private void tell(Waiter waiter, Duration wait, @Nullable RateLimitException cause) {
    news.add(() -> waiter.hear(wait, cause));
  }

  void leave(Waiter waiter) {
    synchronized (lock) {
      waiters.remove(waiter);
    }
    drain();
  }

  /**
   * Serves the waiters whose time has come. One thread at a time does, without the lock, so that
   * observers may acquire, report and dispose at will, and are called in order. An observer that
   * throws does not keep the others waiting.
   */
  private void drain() {
    synchronized (lock) {
      if (draining) {
        return;
      }
      draining = true;
    }
    Throwable thrown = null;
    for (Runnable step = nextStep(); step != null; step = nextStep()) {
      try {
        step.run();
      } catch (Throwable e) {
        thrown = e;
      }
    }
    if (thrown != null) {
      throw Exceptions.propagate(thrown);
    }
  }

  private @Nullable Runnable nextStep() {
    synchronized (lock) {
      if (!news.isEmpty()) {
        return news.poll();
      }
      if (waiters.isEmpty() && timerScheduler != null) {
        timerScheduler = null;
        return () -> timer.set(Disposable.disposed());
      }
      if (waiters.isEmpty()) {
        draining = false;
        return null;
      }
      Waiter waiter = waiters.iterator().next();
      long now = clock.nanos();
      for (Object lease = lost.poll(); lease != null; lease = lost.poll()) {
        if (unreported.remove(lease)) {
          pace.free(now);
        }
      }
      long time = pace.earliest(now, 0);
      if (time <= now) {
        waiters.remove(waiter);
        Permit permit = new Permit(lost);
        pace.take(now, permit);
        unreported.add(permit.lease);
        waiter.permit = permit;
        return waiter::grant;
      }
      if (time < timerEnd || timerScheduler != waiter.scheduler) {
        timerEnd = time;
        timerScheduler = waiter.scheduler;
        return () -> timer.set(wakeUp(time - now, waiter.scheduler));
      }
      draining = false;
      return null;
    }
  }

  private Disposable wakeUp(long delay, Scheduler scheduler) {
    CompositeDisposable timers = new CompositeDisposable();
    if (Watchdog.isWallClock(scheduler)) {
      // A scheduler that is shut down drops its timers, and there may be other clients waiting.
      timers.add(Watchdog.after(delay + GRACE_NANOS, this::wokenUp));
    }
    try {
      timers.add(scheduler.scheduleDirect(this::wokenUp, delay, TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      // Shut down as well.
    }
    return timers;
  }

  private void wokenUp() {
    synchronized (lock) {
      timerEnd = Long.MAX_VALUE;
    }
    drain();
  }

  /** The place of a permit that was not used after all. */
  void giveBack(Permit permit) {
    synchronized (lock) {
      unreported.remove(permit.lease);
      pace.giveBack();
    }
  }

  void failed(Permit permit) {
    synchronized (lock) {
      if (!unreported.remove(permit.lease)) {
        return;
      }
      pace.free(clock.nanos());
    }
    drain();
  }

  @Nullable Duration answered(
      Permit permit, int status, Headers headers, @Nullable HubSpotApiException failure) {
    RateLimitHeaders limits = RateLimitHeaders.of(headers);
    RateLimitException rejection = status == 429 ? rejection(headers, failure) : null;
    Duration pause = null;
    synchronized (lock) {
      if (!unreported.remove(permit.lease)) {
        return null;
      }
      long now = clock.nanos();
      pace.respond(now, permit, status == 429, limits);
      if (rejection != null) {
        long before = Math.max(now, pace.pausedUntil);
        long end = pace.pause(now, permit, rejection);
        pause = Duration.ofNanos(end - now);
        if (end > before) {
          pausedBy = rejection;
          for (Waiter waiter : waiters) {
            tell(waiter, pause, rejection);
          }
        }
      }
    }
    drain();
    return pause;
  }

  /** Returns the 429 that a pause helps against, or null for a spent daily limit. */
  private static @Nullable RateLimitException rejection(
      Headers headers, @Nullable HubSpotApiException failure) {
    HubSpotApiException rejection =
        failure == null ? HubSpotErrors.decode(429, headers, (String) null) : failure;
    return rejection instanceof RateLimitException
            && ((RateLimitException) rejection).policy() != RateLimitException.Policy.DAILY
        ? (RateLimitException) rejection
        : null;
  }

  /**
   * A place in the window. Report on it once, when the request has ended; further reports are
   * ignored. A place that is not reported on is not free again before its permit is garbage: so an
   * operator such as {@code observeOn}, which drops a permit that it has when it is disposed, loses
   * no place for good.
   */
  public final class Permit {
    final Reference<Permit> lease;

    // Guarded by the lock.

    /** The place in the order of sends, from 1. */
    long number;

    /** The places held with this one; 0 where there is no window. */
    int held;

    /** Those of them whose requests had their response. */
    int responded;

    Permit(ReferenceQueue<Permit> lost) {
      this.lease = new WeakReference<>(this, lost);
    }

    /**
     * Reports a response: the place frees one window from now, the budget learns from the headers,
     * and a 429 pauses it.
     *
     * @param status the HTTP status
     * @param headers the response's headers
     * @param failure the decoded response if it is not success; null makes the budget decode a 429
     *     itself
     * @return how long the budget is paused from now on if this response paused it, else null; a
     *     caller that finds this too long has to give up by itself
     */
    public @Nullable Duration answered(
        int status, Headers headers, @Nullable HubSpotApiException failure) {
      Objects.requireNonNull(headers, "headers");
      return RequestBudget.this.answered(this, status, headers, failure);
    }

    /** Reports a failure or a cancellation: the place frees one window from now. */
    public void failed() {
      RequestBudget.this.failed(this);
    }
  }
}
