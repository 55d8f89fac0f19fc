package io.github.hubspotassociations.pacing;

import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import okhttp3.Headers;

/**
 * Processes that share one account's quota and know nothing of each other, in virtual time: how
 * much of the quota do they use, and how often are they rejected?
 *
 * <p>The model: a strict rolling limiter counts requests as they arrive, and does not count those
 * it rejects. The way there and the way back take 40 to 150 ms each, uniformly. Each process has
 * unlimited work, 4 requests in flight and a budget of its own, and starts within half a second of
 * the others. Everything random comes from the seed.
 *
 * <p>{@link #main} prints a table. Needs nothing but the library and RxJava.
 */
public final class PacingSimulation {
  private static final int IN_FLIGHT = 4;
  private static final int MAX = 100;
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final int max;
  private final boolean headers;
  private final Random random;
  private final TestScheduler scheduler = new TestScheduler();
  private final Limiter limiter;
  private final List<Client> processes = new ArrayList<>();

  private PacingSimulation(int max, int processes, boolean headers, long seed) {
    this.max = max;
    this.limiter = new Limiter(max, WINDOW);
    this.headers = headers;
    this.random = new Random(seed);
    for (int i = 0; i < processes; i++) {
      add();
    }
  }

  /**
   * Prepares a run.
   *
   * @param processes how many share the quota
   * @param headers whether responses say what remains
   */
  public static PacingSimulation of(int processes, boolean headers, long seed) {
    return new PacingSimulation(MAX, processes, headers, seed);
  }

  /**
   * Runs jobs one after the other, each in a process of its own that starts when the one before has
   * ended.
   *
   * @param requests how many requests each job sends
   * @return how long each took
   */
  public static List<Duration> inARow(int max, int jobs, int requests, boolean headers, long seed) {
    PacingSimulation simulation = new PacingSimulation(max, 0, headers, seed);
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      Client job = simulation.add();
      job.work = requests;
      long start = simulation.nanos();
      while (job.accepted < requests) {
        simulation.run(Duration.ofMillis(10));
      }
      times.add(Duration.ofNanos(simulation.nanos() - start));
    }
    return times;
  }

  /**
   * Prints utilisation, rejections and fairness for some numbers of processes, of 20 seeds each.
   */
  public static void main(String[] args) {
    System.out.println(
        "Jobs of 250 requests one after the other at 190 per 10 s, longest of 20 seeds:");
    for (boolean headers : new boolean[] {true, false}) {
      double[] longest = new double[3];
      for (int seed = 0; seed < 20; seed++) {
        List<Duration> times = inARow(190, 3, 250, headers, seed);
        for (int i = 0; i < 3; i++) {
          longest[i] = Math.max(longest[i], times.get(i).toMillis() / 1000.0);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "  headers %s: %.1f s, %.1f s, %.1f s%n",
          headers ? "yes" : "no",
          longest[0],
          longest[1],
          longest[2]);
    }
    System.out.println("100 requests per 10 s, 10 minutes, 20 seeds: worst (mean)");
    System.out.println("processes  headers  quota used       got a 429        least fair share");
    for (boolean headers : new boolean[] {true, false}) {
      for (int processes : new int[] {1, 2, 3, 8, 20}) {
        Summary summary = new Summary();
        for (int seed = 0; seed < 20; seed++) {
          PacingSimulation simulation = of(processes, headers, seed);
          simulation.run(Duration.ofMinutes(10));
          summary.add(simulation.used(), simulation.rejected(), simulation.leastShare());
        }
        System.out.printf(
            Locale.ROOT, "%9d  %7s  %s%n", processes, headers ? "yes" : "no", summary.row());
      }
    }
  }

  /** Adds a process that starts within half a second from now. */
  public Client add() {
    Client process = new Client();
    processes.add(process);
    scheduler.scheduleDirect(process::start, random.nextInt(500_000), TimeUnit.MICROSECONDS);
    return process;
  }

  /** Takes requests of a client without a budget. */
  public void spend(int requests) {
    for (int i = 0; i < requests; i++) {
      limiter.accepts(nanos());
    }
  }

  /** Lets virtual time pass. */
  public void run(Duration time) {
    scheduler.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The processes, as they were added. */
  public List<Client> processes() {
    return processes;
  }

  /** The part of the quota that was used, rejected requests not counted. */
  public double used() {
    long accepted = processes.stream().mapToLong(Client::accepted).sum();
    return accepted / quota();
  }

  /** The share of requests that got a 429. */
  public double rejected() {
    long accepted = processes.stream().mapToLong(Client::accepted).sum();
    long rejected = processes.stream().mapToLong(Client::rejected).sum();
    return (double) rejected / Math.max(1, accepted + rejected);
  }

  /** What the least served process got, as a part of its fair share. */
  public double leastShare() {
    long least = processes.stream().mapToLong(Client::accepted).min().orElse(0);
    return least * processes.size() / quota();
  }

  private double quota() {
    return (double) max * nanos() / WINDOW.toNanos();
  }

  private long nanos() {
    return scheduler.now(TimeUnit.NANOSECONDS);
  }

  /** A strict rolling limiter: no window of any position holds more than the maximum. */
  private static final class Limiter {
    private final int max;
    private final long window;
    private final Deque<Long> accepted = new ArrayDeque<>();

    Limiter(int max, Duration window) {
      this.max = max;
      this.window = window.toNanos();
    }

    boolean accepts(long now) {
      while (!accepted.isEmpty() && accepted.peek() <= now - window) {
        accepted.poll();
      }
      return accepted.size() < max && accepted.add(now);
    }

    int remaining() {
      return max - accepted.size();
    }
  }

  /** One process: a budget, and so many workers that each send one request after the other. */
  public final class Client {
    private final RequestBudget budget =
        RequestBudget.of(max, WINDOW, new Random(random.nextLong()));
    private long work = Long.MAX_VALUE;
    private long started;
    private long accepted;
    private long rejected;
    private boolean stopped;

    /** How many of its requests were let through. */
    public long accepted() {
      return accepted;
    }

    /** How many of its requests got a 429. */
    public long rejected() {
      return rejected;
    }

    /** Sends nothing more. */
    public void stop() {
      stopped = true;
    }

    private void start() {
      for (int i = 0; i < IN_FLIGHT; i++) {
        next();
      }
    }

    private void next() {
      if (!stopped && started < work) {
        started++;
        budget.acquire(scheduler, (wait, cause) -> {}).subscribe(new Worker(this));
      }
    }

    private void send(RequestBudget.Permit permit) {
      later(() -> arrive(permit));
    }

    private void arrive(RequestBudget.Permit permit) {
      boolean good = limiter.accepts(nanos());
      Headers response = headers ? limits(limiter.remaining()) : Headers.of();
      later(() -> respond(permit, good, response));
    }

    private void respond(RequestBudget.Permit permit, boolean good, Headers response) {
      if (good) {
        accepted++;
        permit.answered(200, response, null);
      } else {
        rejected++;
        started--;
        permit.answered(429, response, rejection(response));
      }
      next();
    }

    private void later(Runnable step) {
      scheduler.scheduleDirect(step, 40_000 + random.nextInt(110_000), TimeUnit.MICROSECONDS);
    }
  }

  private Headers limits(int remaining) {
    return Headers.of(
        "X-HubSpot-RateLimit-Max", Integer.toString(max),
        "X-HubSpot-RateLimit-Remaining", Integer.toString(remaining),
        "X-HubSpot-RateLimit-Interval-Milliseconds", Long.toString(WINDOW.toMillis()));
  }

  private static HubSpotApiException rejection(Headers headers) {
    return HubSpotErrors.decode(429, headers, "{\"policyName\":\"TEN_SECONDLY_ROLLING\"}");
  }

  private static final class Worker implements SingleObserver<RequestBudget.Permit> {
    private final Client process;

    Worker(Client process) {
      this.process = process;
    }

    @Override
    public void onSubscribe(Disposable d) {}

    @Override
    public void onSuccess(RequestBudget.Permit permit) {
      process.send(permit);
    }

    @Override
    public void onError(Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The worst and the mean of some runs. */
  private static final class Summary {
    private int runs;
    private final double[] worst = {1, 0, Double.MAX_VALUE};
    private final double[] sum = new double[3];

    void add(double... values) {
      runs++;
      for (int i = 0; i < 3; i++) {
        worst[i] = i == 1 ? Math.max(worst[i], values[i]) : Math.min(worst[i], values[i]);
        sum[i] += values[i];
      }
    }

    String row() {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        row.append(
            String.format(
                Locale.ROOT, "%5.1f%% (%4.1f%%)   ", 100 * worst[i], 100 * sum[i] / runs));
      }
      return row.toString().trim();
    }
  }
}
