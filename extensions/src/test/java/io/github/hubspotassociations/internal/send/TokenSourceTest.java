package io.github.hubspotassociations.internal.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AccessTokenProvider;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotServerException;
import io.github.hubspotassociations.error.TransportException;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subjects.SingleSubject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TokenSourceTest {
  private final List<Throwable> undeliverable = Collections.synchronizedList(new ArrayList<>());
  private final Asked provider = new Asked();
  private final TokenSource tokens = new TokenSource(provider, Schedulers.trampoline());

  @BeforeEach
  void watchTheGlobalHandler() {
    RxJavaPlugins.setErrorHandler(undeliverable::add);
  }

  @AfterEach
  void nothingReachedTheGlobalHandler() {
    RxJavaPlugins.reset();
    assertThat(undeliverable).isEmpty();
  }

  @Test
  void theTokenIsAskedForOnceAndKept() {
    TestObserver<String> first = tokens.current().test();
    TestObserver<String> second = tokens.current().test();
    provider.respond("t1");
    first.assertResult("t1");
    second.assertResult("t1");
    tokens.current().test().assertResult("t1");
    assertThat(provider.rejections).containsExactly((String) null);
  }

  @Test
  void nobodyIsAskedBeforeSomebodySubscribes() {
    Single<String> current = tokens.current();
    Single<String> renewed = tokens.renewed("t0");
    assertThat(provider.rejections).isEmpty();
    assertThat(current).isNotSameAs(renewed);
  }

  @Test
  void callersWithTheSameRejectedTokenShareOneRenewal() {
    have("t1");
    TestObserver<String> first = tokens.renewed("t1").test();
    TestObserver<String> second = tokens.renewed("t1").test();
    provider.respond("t2");
    first.assertResult("t2");
    second.assertResult("t2");
    tokens.renewed("t1").test().assertResult("t2");
    tokens.current().test().assertResult("t2");
    assertThat(provider.rejections).containsExactly(null, "t1");
  }

  @Test
  void oneHundredConcurrentCallersMakeOneRenewal() throws Exception {
    AtomicInteger renewals = new AtomicInteger();
    TokenSource shared =
        new TokenSource(
            rejected ->
                rejected == null
                    ? Single.just("t1")
                    : Single.fromCallable(() -> "t" + (1 + renewals.incrementAndGet()))
                        .delay(5, TimeUnit.MILLISECONDS),
            Schedulers.trampoline());
    shared.current().test().assertResult("t1");
    CountDownLatch start = new CountDownLatch(100);
    List<TestObserver<String>> callers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      callers.add(
          Single.defer(
                  () -> {
                    start.countDown();
                    start.await();
                    return shared.renewed("t1");
                  })
              .subscribeOn(Schedulers.newThread())
              .test());
    }
    for (TestObserver<String> caller : callers) {
      assertThat(caller.await(10, TimeUnit.SECONDS)).isTrue();
      caller.assertResult("t2");
    }
    assertThat(renewals).hasValue(1);
  }

  @Test
  void aProviderThatFailsFailsAllCallersEachWithAnExceptionOfItsOwn() {
    have("t1");
    TestObserver<String> first = tokens.renewed("t1").test();
    TestObserver<String> second = tokens.renewed("t1").test();
    IllegalStateException cause = new IllegalStateException("secret-in-words");
    provider.fail(cause);

    AuthenticationException a = failure(first);
    AuthenticationException b = failure(second);
    assertThat(a).isNotSameAs(b).hasCause(cause);
    assertThat(a.status()).isEqualTo(401);
    assertThat(a)
        .hasMessageContaining("The access token provider failed with")
        .hasMessageContaining("IllegalStateException");
    assertThat(a.getMessage()).doesNotContain("secret-in-words");
  }

  @Test
  void aCallerWhoComesLateWithTheSameTokenSharesTheFailure() {
    have("t1");
    TestObserver<String> first = tokens.renewed("t1").test();
    provider.fail(new IllegalStateException());
    TestObserver<String> late = tokens.renewed("t1").test();
    assertThat(failure(late)).isNotSameAs(failure(first));
    assertThat(provider.rejections).containsExactly(null, "t1");
  }

  @Test
  void afterAFailureANewCallAsksAgain() {
    have("t1");
    TestObserver<String> failed = tokens.renewed("t1").test();
    provider.fail(new IllegalStateException());
    failed.assertError(AuthenticationException.class);
    TestObserver<String> next = tokens.current().test();
    provider.respond("t1");
    next.assertResult("t1");
    TestObserver<String> renewed = tokens.renewed("t1").test();
    provider.respond("t2");
    renewed.assertResult("t2");
    assertThat(provider.rejections).containsExactly(null, "t1", null, "t1");
  }

  @Test
  void aProviderThatHandsBackTheSameTokenFailsWithoutALoop() {
    have("t1");
    TestObserver<String> renewed = tokens.renewed("t1").test();
    provider.respond("t1");
    assertThat(failure(renewed)).hasMessageContaining("returned the token").cause().isNotNull();
    assertThat(failure(renewed).getMessage()).doesNotContain("t1");
    assertThat(provider.rejections).containsExactly(null, "t1");
  }

  @Test
  void aRejectionNeverGetsATokenRequestedBeforeIt() {
    provider.current = false;
    have("t1");
    TestObserver<String> ahead = tokens.current().test();
    TestObserver<String> renewed = tokens.renewed("t1").test();
    provider.respond("t1"); // What the provider has at hand, which is rejected meanwhile.
    ahead.assertResult("t1");
    renewed.assertEmpty();
    provider.respond("t2");
    renewed.assertResult("t2");
    assertThat(provider.rejections).containsExactly(null, null, "t1");
  }

  @Test
  void aTokenThatIsNoLongerCurrentIsReplacedBeforeItIsUsed() {
    have("t1");
    provider.current = false;
    TestObserver<String> next = tokens.current().test();
    provider.respond("t2");
    next.assertResult("t2");
  }

  @Test
  void aProviderThatThrowsOrGivesNothingFailsTheCallAndNotTheSource() {
    List<Single<String>> responses = new ArrayList<>();
    responses.add(null);
    responses.add(Single.error(new IllegalStateException()));
    responses.add(
        new Single<>() {
          @Override
          protected void subscribeActual(
              io.reactivex.rxjava3.core.SingleObserver<? super String> observer) {
            throw new IllegalStateException("no response at all");
          }
        });
    responses.add(Single.just(""));
    responses.add(Single.just("t1\n"));
    responses.add(Single.just("good"));
    TokenSource source = new TokenSource(rejected -> responses.remove(0), Schedulers.trampoline());
    for (int i = 0; i < 5; i++) {
      TestObserver<String> asked = source.current().test();
      assertThat(failure(asked).getMessage()).doesNotContain("t1");
    }
    source.current().test().assertResult("good");

    TokenSource thrower =
        new TokenSource(
            rejected -> {
              throw new IllegalStateException();
            },
            Schedulers.trampoline());
    failure(thrower.current().test());
    failure(thrower.current().test());
  }

  @Test
  void aDisposedCallerDisturbsNobody() {
    have("t1");
    TestObserver<String> first = tokens.renewed("t1").test();
    TestObserver<String> second = tokens.renewed("t1").test();
    first.dispose();
    assertThat(provider.asked.hasObservers()).isTrue();
    provider.respond("t2");
    first.assertEmpty();
    second.assertResult("t2");
  }

  @Test
  void aFailureThatNobodyWaitsForAnyMoreIsNotLostInTheGlobalHandler() {
    TestObserver<String> only = tokens.current().test();
    only.dispose();
    assertThat(provider.asked.hasObservers()).isTrue();
    provider.fail(new IllegalStateException());
    only.assertEmpty();
  }

  @Test
  void anErrorOfTheProviderReachesEveryCallerAndTheNextCallAsksAgain() {
    List<Error> errors =
        new ArrayList<>(
            List.of(new NoClassDefFoundError("x"), new StackOverflowError(), new ThreadDeath()));
    TokenSource source =
        new TokenSource(
            rejected -> {
              if (errors.isEmpty()) {
                return Single.just("good");
              }
              Error error = errors.remove(0);
              if (errors.isEmpty()) {
                return Single.fromCallable(
                    () -> {
                      throw error;
                    });
              }
              throw error;
            },
            Schedulers.trampoline());
    assertThat(failure(source.current().test())).hasCauseInstanceOf(NoClassDefFoundError.class);
    assertThat(failure(source.current().test())).hasCauseInstanceOf(StackOverflowError.class);
    assertThat(failure(source.current().test())).hasRootCauseInstanceOf(ThreadDeath.class);
    source.current().test().assertResult("good");
  }

  @Test
  void theProviderIsCalledOnTheSchedulerSinceItMayBlock() {
    TestScheduler scheduler = new TestScheduler();
    TokenSource source = new TokenSource(rejected -> Single.just("t1"), scheduler);
    TestObserver<String> first = source.current().test().assertEmpty();
    scheduler.triggerActions();
    first.assertResult("t1");
    source.current().test().assertResult("t1");
  }

  @Test
  void afterARejectionOfACallThatIsNotRetriedTheNextCallerGetsAnotherToken() {
    have("t1");
    tokens.reject("t1");
    TestObserver<String> next = tokens.current().test();
    provider.respond("t2");
    next.assertResult("t2");
    tokens.reject("t1"); // Of a call that was in flight meanwhile.
    tokens.current().test().assertResult("t2");
    assertThat(provider.rejections).containsExactly(null, "t1");
  }

  @Test
  void aRejectedTokenWithoutASuccessorIsUsedOn() {
    have("t1");
    tokens.reject("t1");
    TestObserver<String> next = tokens.current().test();
    provider.respond("t1");
    next.assertResult("t1");
    assertThat(provider.rejections).containsExactly(null, "t1");
  }

  @Test
  void anEndpointThatCouldNotBeReachedIsNoRejectedGrant() {
    have("t1");
    TestObserver<String> busy = tokens.renewed("t1").test();
    TestObserver<String> other = tokens.renewed("t1").test();
    HubSpotApiException unavailable =
        HubSpotErrors.decode(503, Headers.of("Retry-After", "7"), "busy", "POST /token");
    provider.fail(unavailable);
    for (TestObserver<String> caller : List.of(busy, other)) {
      caller.assertError(
          e ->
              e != unavailable
                  && e instanceof HubSpotServerException failure
                  && failure.isRetryable()
                  && failure.retryAfter().equals(Duration.ofSeconds(7))
                  && failure.requestDescription().equals("POST /token"));
    }
    TestObserver<String> cut = tokens.current().test();
    provider.fail(new TransportException("POST /token", new IOException("reset")));
    cut.assertError(
        e -> e instanceof TransportException && e.getCause().getMessage().equals("reset"));
  }

  private void have(String token) {
    TestObserver<String> first = tokens.current().test();
    provider.respond(token);
    first.assertResult(token);
  }

  private static AuthenticationException failure(TestObserver<String> observer) {
    observer.assertError(AuthenticationException.class);
    AuthenticationException[] found = new AuthenticationException[1];
    observer.assertError(
        e -> {
          found[0] = (AuthenticationException) e;
          return true;
        });
    return found[0];
  }

  /** A provider that responds on demand. */
  private static final class Asked implements AccessTokenProvider {
    final List<@Nullable String> rejections = new ArrayList<>();
    SingleSubject<String> asked = SingleSubject.create();
    boolean current = true;

    @Override
    public Single<String> accessToken(@Nullable String rejected) {
      rejections.add(rejected);
      asked = SingleSubject.create();
      return asked;
    }

    @Override
    public boolean isCurrent(String token) {
      return current;
    }

    void respond(String token) {
      asked.onSuccess(token);
    }

    void fail(Throwable e) {
      asked.onError(e);
    }
  }
}
