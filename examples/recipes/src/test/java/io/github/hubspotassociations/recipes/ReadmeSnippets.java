package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Rejected;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.AssociationBatcher;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.MissingScopesException;
import io.github.hubspotassociations.error.ObjectNotFoundException;
import io.reactivex.rxjava3.core.Single;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import okhttp3.Request;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import retrofit2.Invocation;

/**
 * Holds every snippet of the README ({@code // snippet} to {@code // end}) and of the library's
 * Javadoc ({@code // javadoc} to {@code // end}), to the letter. {@link SnippetsTest} runs them.
 */
final class ReadmeSnippets {
  final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

  record Row(String contactId, String companyId) {}

  @SuppressWarnings("UnusedVariable")
  void onePair(String token) {
    // javadoc
    try (HubSpotAssociations hubspot = HubSpotAssociations.builder().accessToken(token).build()) {
      AssociatedPair pair =
          hubspot
              .associate(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"))
              .blockingGet();
    }
    // end
  }

  void bulk(HubSpotAssociations hubspot, Iterable<AssociationRequest<Row>> requests) {
    // javadoc
    hubspot
        .bulk()
        .build()
        .associate(requests)
        .blockingForEach(outcome -> store(outcome.context(), outcome.kind()));
    // end
  }

  String line(AssociationOutcome<Row> outcome) {
    // snippet
    String line =
        outcome.fold(
            associated -> "done",
            rejected -> "rejected: " + rejected.error().message(),
            unconfirmed -> "send again: " + unconfirmed.reason(),
            notAttempted -> "not sent: " + notAttempted.reason());
    // end
    return line;
  }

  AssociationRequest<Row> request(Row row) {
    return AssociationRequest.of(
        ObjectRef.of("contacts", row.contactId()), ObjectRef.of("companies", row.companyId()), row);
  }

  @SuppressWarnings("UnusedVariable")
  void inYourCode(
      HubSpotAssociations hubspot,
      ObjectRef contact,
      ObjectRef company,
      Iterable<AssociationRequest<Row>> requests) {
    // snippet
    AssociatedPair pair = hubspot.associateBlocking(contact, company); // virtual threads, too
    CompletableFuture<AssociatedPair> future =
        hubspot.associate(contact, company).toCompletionStage().toCompletableFuture();
    Mono<AssociatedPair> mono = Mono.from(hubspot.associate(contact, company).toFlowable());
    Flux<AssociationOutcome<Row>> flux = Flux.from(hubspot.bulk().build().associate(requests));
    // end
    show(pair.to());
    show(future.join().to());
    show(mono.block().to());
    flux.toIterable().forEach(outcome -> store(outcome.context(), outcome.kind()));
  }

  String operation(Request request) {
    // snippet
    Invocation invocation = request.tag(Invocation.class);
    String operation = invocation == null ? "other" : invocation.method().getName();
    // end
    return operation;
  }

  @SuppressWarnings({"CheckReturnValue", "PatternMatchingInstanceof"}) // Android has no patterns.
  void errorsByClass(HubSpotAssociations hubspot, ObjectRef contact, ObjectRef company) {
    // snippet
    hubspot
        .associate(contact, company)
        .subscribe(
            pair -> show(pair),
            e -> {
              if (e instanceof ObjectNotFoundException) {
                askForAnotherId(((ObjectNotFoundException) e).objectId());
              } else if (e instanceof MissingScopesException) {
                askForScopes(((MissingScopesException) e).missingScopes());
              } else {
                show(e.getMessage());
              }
            });
    // end
  }

  @SuppressWarnings({"CheckReturnValue", "PatternMatchingInstanceof"}) // Android has no patterns.
  void errorsOfAnyCall(HubSpotAssociations hubspot, ObjectRef contact, ObjectRef company) {
    // javadoc
    hubspot
        .associate(contact, company)
        .subscribe(
            pair -> show(pair),
            e -> {
              HubSpotException failure = HubSpotErrors.from(e);
              if (failure instanceof MissingScopesException) {
                askForScopes(((MissingScopesException) failure).missingScopes());
              } else {
                show(failure.getMessage());
              }
            });
    // end
  }

  @SuppressWarnings("StatementSwitchToExpressionSwitch") // Android has no such expressions.
  String whatToDo(HubSpotException failure, String input) {
    // javadoc
    switch (failure.kind()) {
      case OBJECT_NOT_FOUND:
        return drop(input);
      case AUTHENTICATION:
      case MISSING_SCOPES:
        return stop(failure);
      case RATE_LIMIT:
      case SERVER_ERROR:
      case TRANSPORT:
        return later(input);
      default:
        return report(failure);
    }
    // end
  }

  @SuppressWarnings({"CheckReturnValue", "PatternMatchingInstanceof"}) // Android has no patterns.
  void oneHandler(
      HubSpotAssociations hubspot,
      ObjectRef contact,
      ObjectRef company,
      AssociationOutcome<Row> outcome) {
    // javadoc
    hubspot
        .associate(contact, company)
        .subscribe(pair -> show(pair), e -> handle(HubSpotErrors.from(e)));
    if (outcome instanceof Rejected) {
      handle(((Rejected<?>) outcome).error().toException());
    }
    // end
  }

  Single<AssociatedPair> gathered(
      HubSpotAssociations hubspot, ObjectRef contact, ObjectRef company) {
    // javadoc
    AssociationBatcher batcher = hubspot.batcher().linger(Duration.ofMillis(50)).build();
    Single<AssociatedPair> gathered = batcher.associate(contact, company);
    // end
    return gathered.doFinally(batcher::close);
  }

  private void store(Row row, AssociationOutcome.Kind kind) {
    shown.add(row.contactId() + " " + kind);
  }

  private void show(Object what) {
    shown.add(what.toString());
  }

  private void askForAnotherId(String id) {
    shown.add("another id than " + id);
  }

  private void askForScopes(Set<String> scopes) {
    shown.add("scopes " + scopes);
  }

  private void handle(HubSpotException failure) {
    shown.add("handled " + failure.kind());
  }

  private static String drop(String input) {
    return "drop " + input;
  }

  private static String stop(HubSpotException failure) {
    return "stop: " + failure.kind();
  }

  private static String later(String input) {
    return "later: " + input;
  }

  private static String report(HubSpotException failure) {
    return "report: " + failure.kind();
  }
}
