package io.github.hubspotassociations.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What OkHttp says of responses that were garbage before they were closed. It notices late, so the
 * test that fails may come after the one that did it.
 */
final class LeakLog extends Handler {
  /**
   * Kept, since the log manager forgets loggers that are not referenced, and their handlers with
   * them.
   */
  private static final Logger OKHTTP = Logger.getLogger("okhttp3.OkHttpClient");

  static final LeakLog INSTANCE = new LeakLog();

  private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

  private LeakLog() {
    OKHTTP.addHandler(this);
  }

  /** What was said since the last time; each is reported once. */
  List<String> take() {
    List<String> taken = new ArrayList<>();
    for (String leak = leaks.poll(); leak != null; leak = leaks.poll()) {
      taken.add(leak);
    }
    return taken;
  }

  @Override
  public void publish(LogRecord logged) {
    String message = logged.getMessage();
    if (message != null && message.contains("was leaked")) {
      leaks.add("what OkHttp says, maybe of an earlier test: " + message);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
