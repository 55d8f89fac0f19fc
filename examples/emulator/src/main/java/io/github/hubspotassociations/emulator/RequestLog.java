package io.github.hubspotassociations.emulator;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** Remembers the most recent requests with the status of each response. Thread-safe. */
final class RequestLog {
  static final int CAPACITY = 200;

  private final Deque<Entry> entries = new ArrayDeque<>(CAPACITY);

  /**
   * One request.
   *
   * @param at when the response was ready
   * @param method its method
   * @param target its path and query, without the token, which is in a header
   * @param status the status of the response; 0 if the connection was closed instead
   */
  record Entry(Instant at, String method, String target, int status) {}

  synchronized void add(Instant at, HttpRequest request, int status) {
    if (entries.size() == CAPACITY) {
      entries.removeFirst();
    }
    entries.addLast(new Entry(at, request.method(), request.target(), status));
  }

  /** Returns the most recent requests, the newest first. */
  synchronized List<Entry> newest(int limit) {
    List<Entry> newest = new ArrayList<>(entries);
    Collections.reverse(newest);
    return List.copyOf(newest.subList(0, Math.min(limit, newest.size())));
  }

  synchronized void clear() {
    entries.clear();
  }
}
