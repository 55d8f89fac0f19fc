package io.github.hubspotassociations.testsupport;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The threads of this JVM, and which of them belong to no test. */
final class Threads {
  /**
   * What starts on first use and then lives as long as the JVM. Each name comes with the reason why
   * its owner can't be closed.
   */
  private static final List<String> SHARED =
      List.of(
          // RxJava's standard schedulers and the thread that cleans up after them.
          "Rx(Computation|Single|CachedThread|NewThread)(Scheduler|ThreadPool)-.*",
          "RxCachedWorkerPoolEvictor-.*",
          "RxSchedulerPurge-.*",
          // One pool of OkHttp's for all clients, under the name of the task at work: closing idle
          // connections. Connections that stay open are found by themselves.
          "OkHttp TaskRunner|OkHttp ConnectionPool.*",
          // Okio's timeouts, one thread for all; it ends when it has had nothing to do for a
          // minute.
          "Okio Watchdog",
          // The JDK's: the common pool and the timer of CompletableFuture, cleaners, the waiting
          // for
          // ends of processes, HttpURLConnection's idle connections, agents that attach.
          "ForkJoinPool\\.commonPool-.*|CompletableFutureDelayScheduler",
          "Common-Cleaner|Cleaner-[0-9]+|process reaper.*|Keep-Alive-.*|Attach Listener",
          // The JVM's own compilers and the thread that takes signals; they come and go.
          "C[12] CompilerThread[0-9]+|Signal Dispatcher|SIG[A-Z0-9]+ handler|Java2D Disposer",
          // Who runs the tests.
          "junit-.*|surefire-.*");

  private static final Pattern SHARED_NAME =
      Pattern.compile(SHARED.stream().collect(Collectors.joining(")|(", "(", ")")));

  /**
   * Its threads were started by the library that checks the contract, which has no end; the
   * emulator gives them a group by which they are known.
   */
  private static final String CONTRACT = "hubspot-emulator-contract";

  private Threads() {}

  static boolean isShared(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return SHARED_NAME.matcher(thread.getName()).matches()
        || (group != null && group.getName().equals(CONTRACT));
  }

  /** All threads that have started and not ended. */
  static List<Thread> running() {
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    Thread[] threads = new Thread[64];
    int count = all.enumerate(threads);
    while (count == threads.length) { // There may be more than fit.
      threads = new Thread[2 * threads.length];
      count = all.enumerate(threads);
    }
    return Arrays.stream(threads).filter(Objects::nonNull).toList();
  }
}
