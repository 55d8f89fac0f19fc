package io.github.hubspotassociations.testsupport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What was there before a test, so that what it leaves can be told from it. */
final class Remains {
  /** Between two looks, where no thread's end can be awaited. */
  private static final long PAUSE_MILLIS = 10;

  /** Told of one test, so no longer of its class. */
  private static final Set<Object> TOLD = ConcurrentHashMap.newKeySet();

  private final Set<Thread> threads = new HashSet<>(Threads.running());
  private final Set<Connections> connections = new HashSet<>(Connections.open());

  /** What is here now, was not then, and has not ended within the grace; empty if nothing is. */
  List<String> leftAfter(Duration grace) throws InterruptedException {
    long deadline = System.nanoTime() + grace.toNanos();
    while (true) {
      List<Thread> newThreads = newThreads();
      List<Connections> newConnections = newConnections();
      long millisLeft = (deadline - System.nanoTime()) / 1_000_000;
      if (millisLeft <= 0 || (newThreads.isEmpty() && newConnections.isEmpty())) {
        return described(newThreads, newConnections);
      }
      if (newThreads.isEmpty()) {
        // OkHttp does not tell when a connection is closed.
        Thread.sleep(PAUSE_MILLIS);
      } else {
        // Not for all that is left: a thread of a shared pool may have been seen at work, under
        // another name.
        newThreads.get(0).join(Math.min(millisLeft, 10 * PAUSE_MILLIS));
      }
    }
  }

  private List<Thread> newThreads() {
    return Threads.running().stream()
        .filter(thread -> isNew(thread, threads) && !Threads.isShared(thread))
        .toList();
  }

  private List<Connections> newConnections() {
    return Connections.open().stream().filter(pool -> isNew(pool, connections)).toList();
  }

  private static boolean isNew(Object found, Set<?> before) {
    return !before.contains(found) && !TOLD.contains(found);
  }

  private List<String> described(List<Thread> newThreads, List<Connections> newConnections) {
    TOLD.addAll(newThreads);
    TOLD.addAll(newConnections);
    List<String> left = new ArrayList<>();
    for (Connections pool : newConnections) {
      left.add(pool.toString());
    }
    for (Thread thread : newThreads) {
      left.add(
          Arrays.stream(thread.getStackTrace())
              .limit(4)
              .map(StackTraceElement::toString)
              .collect(Collectors.joining(" < ", "the thread " + thread.getName() + ", at ", "")));
    }
    return left;
  }
}
