package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Associated;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationOutcome.NotAttempted;
import io.github.hubspotassociations.AssociationOutcome.Rejected;
import io.github.hubspotassociations.AssociationOutcome.Unconfirmed;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.bulk.BulkAssociator;
import io.github.hubspotassociations.bulk.BulkListener;
import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.bulk.InputPage;
import io.github.hubspotassociations.bulk.Ordering;
import io.github.hubspotassociations.bulk.PageResult;
import io.github.hubspotassociations.bulkimport.input.Row;
import io.github.hubspotassociations.bulkimport.output.RowOutcome;
import io.github.hubspotassociations.bulkimport.progress.Waits;
import io.github.hubspotassociations.bulkimport.support.Stop;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** The library at work: rows go in, verdicts come out. */
final class RowSender implements AutoCloseable {
  /** Requests to a host that never responded, after which the run gives up. */
  private static final int ATTEMPTS_WITHOUT_CONNECTION = 4;

  /** Shorter waits for a place in the budget are how pacing works. */
  private static final Duration WORTH_SHOWING = Duration.ofMillis(1500);

  private final HubSpotAssociations hubspot;
  private final BulkAssociator bulk;
  private final Stop stop;
  private final LongAdder requests = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private volatile @Nullable HubSpotException rejection;
  private volatile @Nullable HubSpotException typePairRejection;
  private final Waits waits;
  private final RetryPolicy retryPolicy;
  private final boolean oneTypePair;
  private volatile boolean responded;
  private volatile boolean stoppedShort;

  private RowSender(
      HubSpotAssociations hubspot,
      Settings settings,
      RetryPolicy retryPolicy,
      boolean oneTypePair,
      Stop stop,
      Waits waits) {
    this.hubspot = hubspot;
    this.stop = stop;
    this.waits = waits;
    this.retryPolicy = retryPolicy;
    this.oneTypePair = oneTypePair;
    BulkAssociator.Builder builder =
        hubspot
            .bulk()
            .pageSize(settings.pageSize)
            .maxInFlight(settings.maxInFlight)
            .stopWhen(stop.requested())
            .listener(Watch::new);
    if (settings.checkpoint != null) {
      // In input order a row of a rare pair of types holds back all rows behind it until its page
      // goes: the sooner, the less a resume has to repeat.
      builder.ordering(Ordering.INPUT).mixedTypesWindow(2 * settings.pageSize);
    }
    this.bulk = builder.build();
  }

  /**
   * Creates a sender; opens no connection yet.
   *
   * @param client what to send by, or null
   * @param oneTypePair whether all rows are of the same pair of object types
   * @throws UsageException if the library does not take the base URL
   */
  static RowSender of(
      Settings settings,
      String token,
      String baseUrl,
      RetryPolicy retryPolicy,
      @Nullable OkHttpClient client,
      boolean oneTypePair,
      Stop stop,
      Waits waits) {
    HubSpotAssociations.Builder builder =
        HubSpotAssociations.builder()
            .accessToken(token)
            .apiRelease(settings.apiRelease)
            .retryPolicy(retryPolicy);
    if (client != null) {
      builder.okHttpClient(client);
    }
    if (settings.rate != null) {
      builder.requestBudget(RequestBudget.of(settings.rate.requests(), settings.rate.window()));
    }
    try {
      return new RowSender(
          builder.baseUrl(baseUrl).build(), settings, retryPolicy, oneTypePair, stop, waits);
    } catch (IllegalArgumentException e) {
      // Not the URL as it was given, which may have a password or a token in its query.
      throw new UsageException(e.getMessage().replaceFirst("^baseUrl", "--base-url"), e);
    }
  }

  /** Sends the rows and returns when each has its verdict in the ledger. */
  void send(Iterable<Row> rows, Ledger ledger) {
    ledger.runBegins();
    bulk.associate(requests(rows)).blockingForEach(outcome -> settle(outcome, ledger));
  }

  private void settle(AssociationOutcome<Row> outcome, Ledger ledger) {
    Kind kind = outcome.kind();
    HubSpotException cause = cause(outcome);
    if (kind == Kind.NOT_ATTEMPTED && cause == null) {
      stoppedShort = true;
    }
    if (ledger.hasCheckpoint() && isLeftToResume(outcome, cause)) {
      if (rejection == null) {
        rejection = cause;
      }
      // What else is in flight would only come to rows that the resume repeats anyhow.
      stop.request("a row that is left to the resume");
      ledger.left(outcome.context());
    } else {
      ledger.settled(outcome, verdict(outcome));
    }
  }

  /**
   * A row that has no outcome because the import stops comes again with the resume. One that is
   * locked, say, or had a server error, has had its tries.
   */
  private boolean isLeftToResume(AssociationOutcome<?> outcome, @Nullable HubSpotException cause) {
    return switch (outcome.kind()) {
      case ASSOCIATED, REJECTED -> false;
      case NOT_ATTEMPTED ->
          cause == null
              || StopReason.endsImport(cause)
              || (StopReason.endsTypePair(cause) ? oneTypePair : outcome.attempts() == 0);
      case UNCONFIRMED -> stop.isRequested() || (!responded && cause instanceof TransportException);
    };
  }

  private static @Nullable HubSpotException cause(AssociationOutcome<?> outcome) {
    return outcome.<@Nullable HubSpotException>fold(
        associated -> null, rejected -> null, Unconfirmed::cause, NotAttempted::cause);
  }

  /** Whether rows that had been read were not sent because the stop was requested. */
  boolean isStoppedShort() {
    return stoppedShort;
  }

  /** The pages that the rows would make; sends nothing. */
  void plan(Iterable<Row> rows, Consumer<InputPage<Row>> onPage) {
    bulk.pages(requests(rows)).blockingForEach(onPage::accept);
  }

  private static Iterable<AssociationRequest<Row>> requests(Iterable<Row> rows) {
    return () -> {
      Iterator<Row> iterator = rows.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return iterator.hasNext();
        }

        @Override
        public AssociationRequest<Row> next() {
          Row row = iterator.next();
          return AssociationRequest.of(row.from(), row.to(), row);
        }
      };
    };
  }

  /** Why no further row would be taken, or null. */
  @Nullable HubSpotException rejection() {
    return rejection;
  }

  /** Why rows of a pair of types are not sent any more, while others may be; or null. */
  @Nullable HubSpotException typePairRejection() {
    return typePairRejection;
  }

  /** HTTP requests up to now, retries included. */
  long requests() {
    return requests.sum();
  }

  long retries() {
    return retries.sum();
  }

  @Override
  public void close() {
    hubspot.close();
  }

  /** What becomes of rows that are not sent any more. */
  RowOutcome notSent() {
    HubSpotException cause = rejection != null ? rejection : typePairRejection;
    return cause == null
        ? RowOutcome.notAttempted("", "The import was stopped by " + stop.cause())
        : RowOutcome.notAttempted(category(cause), cause.getMessage());
  }

  private RowOutcome verdict(AssociationOutcome<Row> outcome) {
    return outcome.fold(
        RowSender::associated, RowSender::rejected, RowSender::unconfirmed, this::notAttempted);
  }

  private static RowOutcome associated(Associated<Row> outcome) {
    AssociationSpec spec = outcome.spec();
    AssociationSpec known = spec != null ? spec : outcome.inverseSpec();
    return verdict(
        outcome,
        spec == null || spec.associationTypeId() == null ? "" : "" + spec.associationTypeId(),
        known == null || known.associationCategory() == null
            ? ""
            : known.associationCategory().value(),
        "",
        null);
  }

  private static RowOutcome rejected(Rejected<Row> outcome) {
    AssociationError error = outcome.error();
    String category = error.category();
    return verdict(
        outcome,
        "",
        category != null ? category : error.kind().name(),
        error.message(),
        error.correlationId());
  }

  private static RowOutcome unconfirmed(Unconfirmed<Row> outcome) {
    return verdict(outcome, "", category(outcome.cause()), outcome.reason(), null);
  }

  private RowOutcome notAttempted(NotAttempted<Row> outcome) {
    if (outcome.cause() == null) {
      // The engine knows that its caller stopped it; why, is known here.
      return verdict(outcome, "", notSent().category(), notSent().message(), null);
    }
    return verdict(outcome, "", category(outcome.cause()), outcome.reason(), null);
  }

  private static RowOutcome verdict(
      AssociationOutcome<Row> outcome,
      String typeId,
      String category,
      String message,
      @Nullable String otherCorrelationId) {
    String correlationId = outcome.correlationId();
    if (correlationId == null) {
      correlationId = otherCorrelationId == null ? "" : otherCorrelationId;
    }
    return new RowOutcome(
        outcome.kind(), typeId, category, message, correlationId, outcome.attempts());
  }

  /**
   * HubSpot's category; where it gave none, the library's kind of error; blank without an error.
   */
  static String category(@Nullable HubSpotException cause) {
    if (cause == null) {
      return "";
    }
    String category = cause instanceof HubSpotApiException api ? api.error().category() : null;
    return category != null ? category : cause.kind().name();
  }

  private final class Watch implements BulkListener {
    @Override
    public void pageSent(InputPage<?> page, int pairs, int attempt) {
      requests.increment();
      if (attempt > 1) {
        retries.increment();
      }
    }

    @Override
    public void retryScheduled(
        InputPage<?> page, HubSpotException failure, int attempt, Duration delay) {
      if (!(failure instanceof TransportException)) {
        responded = true;
      } else if (!responded && attempt >= ATTEMPTS_WITHOUT_CONNECTION) {
        // The library would go on for minutes. A person who mistyped an address should not wait.
        rejection = failure;
        stop.request("a host that can't be reached");
        return;
      }
      if (failure instanceof RateLimitException) {
        waits.waitFor("HubSpot's rate limit", delay);
      } else {
        waits.retry(retryOf(failure, attempt), delay);
      }
    }

    private String retryOf(HubSpotException failure, int attempt) {
      int attempts = retryPolicy.maxAttempts();
      return "retrying: " + Failures.words(failure) + " (" + attempt + " of " + attempts + ")";
    }

    @Override
    public void paused(Duration wait, @Nullable HubSpotException cause) {
      if (cause != null) {
        waits.waitFor("HubSpot's rate limit", wait);
      } else if (wait.compareTo(WORTH_SHOWING) > 0) {
        waits.waitFor("--rate or HubSpot's limit", wait);
      }
    }

    @Override
    public void pageAnswered(PageResult<?> result) {
      if (!responded) {
        responded = result.outcomes().stream().anyMatch(this::isResponse);
      }
    }

    private boolean isResponse(AssociationOutcome<?> outcome) {
      return outcome.kind() == Kind.ASSOCIATED
          || outcome.kind() == Kind.REJECTED
          || cause(outcome) instanceof HubSpotApiException;
    }

    @Override
    public void finished(BulkSummary summary) {
      HubSpotException cause = summary.stopCause();
      if (cause == null) {
        return;
      }
      if (StopReason.endsImport(cause) || !StopReason.endsTypePair(cause)) {
        rejection = cause;
      } else if (typePairRejection == null) {
        typePairRejection = cause;
      }
    }
  }
}
