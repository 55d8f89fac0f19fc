package io.github.hubspotassociations.bulkimport.progress;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What an import waits for, in words, as long as it waits. Safe for use by threads. */
public final class Waits {
  private final LongSupplier nanoTime;
  private volatile @Nullable Wait wait;

  private record Wait(String cause, boolean counted, long until) {}

  public Waits(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A wait whose remaining seconds are shown, such as "waiting 8 s for HubSpot's rate limit". */
  public void waitFor(String cause, Duration length) {
    wait = new Wait(cause, true, nanoTime.getAsLong() + length.toNanos());
  }

  /** A retry, such as "retrying: connection refused (3 of 8)". */
  public void retry(String cause, Duration delay) {
    wait = new Wait(cause, false, nanoTime.getAsLong() + delay.toNanos());
  }

  /** What is waited for now; blank for nothing. */
  public String note() {
    Wait now = wait;
    if (now == null) {
      return "";
    }
    long left = now.until() - nanoTime.getAsLong();
    if (left <= 0) {
      return "";
    }
    if (!now.counted()) {
      return now.cause();
    }
    long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(left - 1);
    return "waiting " + seconds + " s for " + now.cause();
  }
}
