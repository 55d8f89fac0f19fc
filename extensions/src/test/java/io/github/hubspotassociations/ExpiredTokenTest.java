package io.github.hubspotassociations;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.exceptions.CompositeException;
import io.reactivex.rxjava3.subjects.SingleSubject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A hundred calls at once meet a token that has just expired. */
@Tag(TestRelease.TAG)
final class ExpiredTokenTest {
  private static final int CALLS = 100;
  private static final String EXPIRED =
      "{\"status\":\"error\",\"message\":\"The OAuth token used to make this call expired\","
          + "\"category\":\"EXPIRED_AUTHENTICATION\"}";

  private final MockWebServer server = new MockWebServer();
  private final CountDownLatch allHere = new CountDownLatch(CALLS);

  /** The tokens that each path came with, in the order of their coming. */
  private final Map<String, List<String>> tokens = new ConcurrentHashMap<>();

  private final List<String> rejected = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            String token = request.getHeader("Authorization");
            tokens
                .computeIfAbsent(
                    request.getPath(), path -> Collections.synchronizedList(new ArrayList<>()))
                .add(token);
            if (token.equals("Bearer new")) {
              return new MockResponse().setBody(pair(request));
            }
            // No response comes before all have sent the old token.
            allHere.countDown();
            allHere.await();
            return new MockResponse().setResponseCode(401).setBody(EXPIRED);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    while (allHere.getCount() > 0) {
      allHere.countDown();
    }
    server.shutdown();
  }

  @Test
  void oneHundredCallsMakeOneRefreshAndAreEachRepeatedOnce() {
    List<AssociatedPair> pairs = associate(token -> respondLate(Single.just("new"))).blockingGet();

    assertThat(pairs).hasSize(CALLS);
    assertThat(rejected).containsExactly("old");
    assertThat(tokens).hasSize(CALLS);
    assertThat(tokens.values()).containsOnly(List.of("Bearer old", "Bearer new"));
  }

  @Test
  void aRefreshThatFailsEndsAllCallsWithAnErrorOfTheirOwnAndIsNotTriedAgain() {
    IllegalStateException cause = new IllegalStateException("s3cret");
    List<Throwable> failures = failures(token -> respondLate(Single.error(cause)));

    assertThat(failures)
        .hasSize(CALLS)
        .doesNotHaveDuplicates()
        .allSatisfy(
            failure -> {
              assertThat(failure).isInstanceOf(AuthenticationException.class).hasCause(cause);
              assertThat(failure).message().doesNotContain("s3cret");
              assertThat(failure.getSuppressed())
                  .singleElement()
                  .isInstanceOf(AuthenticationException.class)
                  .matches(rejection -> ((AuthenticationException) rejection).isExpired());
            });
    assertEachWasSentOnce();
  }

  @Test
  void theSameTokenAgainEndsAllCallsWithHubSpotsWordsAndWithoutALoop() {
    List<Throwable> failures = failures(token -> respondLate(Single.just("old")));

    assertThat(failures)
        .hasSize(CALLS)
        .doesNotHaveDuplicates()
        .allSatisfy(
            failure -> {
              assertThat(failure).isInstanceOf(AuthenticationException.class);
              assertThat(((AuthenticationException) failure).isExpired()).isTrue();
            });
    assertEachWasSentOnce();
  }

  private void assertEachWasSentOnce() {
    assertThat(rejected).containsExactly("old");
    assertThat(tokens).hasSize(CALLS);
    assertThat(tokens.values()).containsOnly(List.of("Bearer old"));
  }

  private List<Throwable> failures(AccessTokenProvider renewal) {
    List<Throwable> failures = new ArrayList<>();
    associate(renewal)
        .test()
        .awaitDone(30, SECONDS)
        .assertError(
            e -> {
              failures.addAll(((CompositeException) e).getExceptions());
              return true;
            });
    return failures;
  }

  /** All calls at once; the provider gives the old token first. */
  private Single<List<AssociatedPair>> associate(AccessTokenProvider renewal) {
    HubSpotAssociations hubspot =
        HubSpotAssociations.builder()
            .apiRelease(TestRelease.get())
            .accessTokenProvider(
                token -> {
                  if (token == null) {
                    return Single.just("old");
                  }
                  rejected.add(token);
                  return renewal.accessToken(token);
                })
            .baseUrl(server.url("/").toString())
            .requestBudget(RequestBudget.unlimited())
            .build();
    return Flowable.range(0, CALLS)
        .flatMapSingle(
            i -> hubspot.associate(ObjectRef.of("contacts", i), ObjectRef.of("companies", 7)),
            true,
            CALLS)
        .toList()
        .doFinally(hubspot::close);
  }

  /** Lets callers pile up; callers that come later must not ask again. */
  private static Single<String> respondLate(Single<String> response) {
    SingleSubject<String> late = SingleSubject.create();
    response.delaySubscription(50, MILLISECONDS).subscribe(late);
    return late;
  }

  private static String pair(RecordedRequest request) {
    String from = request.getRequestUrl().pathSegments().get(4);
    return "{\"results\":[{\"from\":{\"id\":\"" + from + "\"},\"to\":{\"id\":\"7\"}}]}";
  }
}
