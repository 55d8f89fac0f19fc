package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.reactivex.rxjava3.core.Completable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The run that a request belongs to: may stop it, and observes its attempts. */
public interface SendContext {
  /** Returns whether nothing new is sent any more. */
  boolean isStopping();

  /** Completes when {@link #isStopping} becomes true: it cuts waits short. */
  Completable stopSignal();

  /** Notes that a connection to the host was made. */
  void connected();

  /** Returns whether a connection to the host was ever made. */
  boolean everConnected();

  /** An attempt, counted from 1, is about to be sent. */
  void sending(int attempt);

  /** An attempt failed, and the next one follows after a delay. */
  void retrying(HubSpotException failure, int attempt, Duration delay);

  /** The budget makes the request wait; because of a 429 where there is a cause. */
  void waiting(Duration wait, @Nullable RateLimitException cause);
}
