package io.github.hubspotassociations.sparkimport;

import io.github.hubspotassociations.ApiRelease;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.pacing.RequestBudget;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * One HubSpot account in this JVM: one budget for as long as the JVM lives, so that a wave knows
 * what the one before it has used, and one client while a task needs it.
 *
 * <p>A fixed rate is a total of all JVMs. With more than one task each has an account of its own
 * with its share of the rate, as tasks may run anywhere.
 */
final class ExecutorAccount {
  private static final ConcurrentMap<Key, ExecutorAccount> ACCOUNTS = new ConcurrentHashMap<>();

  private final Key key;
  private final RequestBudget budget;
  private @Nullable HubSpotAssociations client;
  private int users;

  private ExecutorAccount(Key key) {
    this.key = key;
    this.budget = budget(key.settings());
  }

  /** What makes an account: not shown, as the token is part of it. */
  private record Key(SendSettings settings, String token, int share) {
    @Override
    public String toString() {
      return "Key[" + settings + "]";
    }
  }

  static ExecutorAccount of(SendSettings settings, String token, int task) {
    boolean divided = settings.rate() != null && settings.tasks() > 1;
    return ACCOUNTS.computeIfAbsent(
        new Key(settings, token, divided ? task : 0), ExecutorAccount::new);
  }

  private static RequestBudget budget(SendSettings settings) {
    QuotaRate rate = settings.rate();
    int share = QuotaRate.share(rate, settings.tasks());
    if (rate != null) {
      return RequestBudget.of(share, rate.window());
    }
    return RequestBudget.adaptive(share);
  }

  /** Returns the client, which is the caller's until {@link #release}. */
  synchronized HubSpotAssociations acquire() {
    if (client == null) {
      client = client();
    }
    users++;
    return client;
  }

  private HubSpotAssociations client() {
    return builder(key.settings()).accessToken(key.token()).requestBudget(budget).build();
  }

  /**
   * Checks what the library can check before anything is planned or sent.
   *
   * @throws JobUsageException if it does not take the base URL or the release
   */
  static void check(SendSettings settings) {
    try {
      // Connects nowhere, so any token will do.
      builder(settings).accessToken("none").build().close();
    } catch (IllegalArgumentException e) {
      throw new JobUsageException(e.getMessage(), e);
    }
  }

  private static HubSpotAssociations.Builder builder(SendSettings settings) {
    HubSpotAssociations.Builder builder = HubSpotAssociations.builder().baseUrl(settings.baseUrl());
    String release = settings.release();
    if (release != null) {
      boolean isV4 = release.equals(ApiRelease.V4.toString());
      builder.apiRelease(isV4 ? ApiRelease.V4 : ApiRelease.of(release));
    }
    return builder;
  }

  /** Closes the client if no other task uses it. */
  synchronized void release() {
    users--;
    if (users == 0 && client != null) {
      client.close();
      client = null;
    }
  }

  @Override
  public String toString() {
    return "ExecutorAccount[" + key.settings().baseUrl() + "]";
  }
}
