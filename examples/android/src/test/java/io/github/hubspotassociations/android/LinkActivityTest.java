package io.github.hubspotassociations.android;

import static org.assertj.core.api.Assertions.assertThat;

import android.graphics.Bitmap;
import android.graphics.Canvas;
import android.os.Looper;
import android.view.View;
import android.widget.Button;
import android.widget.ListView;
import android.widget.ProgressBar;
import android.widget.TextView;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.emulator.Fault;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.android.plugins.RxAndroidPlugins;
import io.reactivex.rxjava3.android.schedulers.AndroidSchedulers;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.Shadows;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.GraphicsMode;
import org.robolectric.annotation.LooperMode;
import org.robolectric.shadows.ShadowPausedLooper;

/**
 * The screen on Android's own framework classes, against the emulator. The main thread is the
 * test's: what is posted to it waits until the test lets it run.
 */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 28, application = LinkApplication.class, qualifiers = "w360dp-h640dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@LooperMode(LooperMode.Mode.PAUSED)
public final class LinkActivityTest {
  private static final String UNTOUCHED = "12 contacts to link.";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Calls calls = new Calls();
  private final Posted posted = new Posted(AndroidSchedulers.mainThread());
  private HubSpotEmulator emulator;
  private HubSpotAssociations hubspot;
  private ActivityController<LinkActivity> screen;

  @Before
  public void openTheScreen() {
    RxAndroidPlugins.setMainThreadSchedulerHandler(main -> posted);
    emulator = HubSpotEmulator.builder().token("good").start();
    hubspot =
        HubSpotAssociations.builder()
            .baseUrl(emulator.url())
            .accessToken("good")
            .okHttpClient(new OkHttpClient.Builder().eventListener(calls).build())
            .retryPolicy(RetryPolicy.none())
            .build();
    List<ContactAndCompany> pairs = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      pairs.add(ContactAndCompany.of(i % 5 == 0 ? 4_040_400 + i : 100 + i, 200 + i));
    }
    ((LinkApplication) RuntimeEnvironment.getApplication()).configure(hubspot, pairs);
    screen = Robolectric.buildActivity(LinkActivity.class).setup();
  }

  @After
  public void closeAll() {
    screen.close();
    hubspot.close();
    emulator.close();
    RxAndroidPlugins.reset();
  }

  @Test
  public void everyPairIsListedWithWhatBecameOfItAndTheProgressIsFull() throws IOException {
    assertThat(message()).isEqualTo(UNTOUCHED);
    assertThat(row(0)).isEqualTo("Contact 101 → company 201: not linked yet");

    press();
    awaitTheEnd();

    assertThat(message()).isEqualTo("10 of 12 linked.");
    assertThat(row(0)).isEqualTo("Contact 101 → company 201: linked");
    assertThat(row(4))
        .isEqualTo("Contact 4040405 → company 205: rejected: there is no record 4040405");
    assertThat(progress().getProgress()).isEqualTo(12);
    assertThat(progress().getMax()).isEqualTo(12);
    emulator.associations().assertContains("contacts", "101", "companies", "201");
    picture("screen.png");
  }

  @Test
  public void pressedAgainItSendsOnlyWhatIsNotLinked() {
    press();
    awaitTheEnd();

    press();
    awaitTheEnd();

    assertThat(message()).isEqualTo("10 of 12 linked.");
    assertThat(progress().getMax()).isEqualTo(2);
    assertThat(progress().getProgress()).isEqualTo(2);
  }

  @Test
  public void anExpiredTokenAsksToSignInAgain() throws IOException {
    emulator.expireToken("good");
    press();
    awaitTheEnd();

    assertThat(message()).isEqualTo("Your session has ended: please sign in again.");
    assertThat(row(0)).isEqualTo("Contact 101 → company 201: not sent");
    assertThat(button().isEnabled()).isTrue();
    picture("signed-out.png");
  }

  @Test
  public void aMissingScopeIsNamed() {
    rejected(
        Fault.missingScopes("crm.objects.contacts.write"),
        "This app lacks a permission in HubSpot: [crm.objects.contacts.write]");
  }

  @Test
  public void aSpentDailyLimitSaysTomorrow() {
    rejected(Fault.rateLimited("DAILY"), "HubSpot's limit for today is spent: try again tomorrow.");
  }

  @Test
  public void withoutAConnectionItSaysSo() {
    emulator.close();
    press();
    awaitTheEnd();

    assertThat(message()).isEqualTo("No connection to HubSpot: try again when you are online.");
    assertThat(button().isEnabled()).isTrue();
  }

  @Test
  public void resultsReachTheViewsOnTheMainThreadOnly() throws InterruptedException {
    pressAndLetResultsWaitForTheMainThread();

    assertThat(message()).as("the main thread has not run yet").isEqualTo("Linking…");
    assertThat(row(0)).endsWith(": waiting");

    awaitTheEnd();
    assertThat(row(0)).endsWith(": linked");
  }

  @Test
  public void whatWaitsForTheMainThreadWhenTheScreenGoesIsNotDelivered()
      throws InterruptedException {
    pressAndLetResultsWaitForTheMainThread();

    screen.pause().stop().destroy();
    mainThread().idle();

    assertThat(message()).isEqualTo("Linking…");
    assertThat(row(0)).endsWith(": waiting");
    assertThat(progress().getProgress()).isZero();
  }

  @Test
  public void aScreenThatGoesCancelsTheCallUnderWay() throws InterruptedException {
    emulator.faults().next(Fault.latency(Duration.ofHours(1)));
    press();
    await(calls.sent);

    screen.pause().stop().destroy();

    await(calls.cancelled);
    mainThread().idle();
    assertThat(message()).isEqualTo("Linking…");
  }

  private void rejected(Fault fault, String sentence) {
    emulator.faults().always(fault);
    press();
    awaitTheEnd();

    assertThat(message()).isEqualTo(sentence);
    assertThat(row(0)).isEqualTo("Contact 101 → company 201: not sent");
    assertThat(button().isEnabled()).isTrue();
    assertThat(emulator.associations().isEmpty()).isTrue();
  }

  private void press() {
    assertThat(button().isEnabled()).isTrue();
    button().performClick();
  }

  /** Subscribing posts once, without results; the response is held back until that is done. */
  private void pressAndLetResultsWaitForTheMainThread() throws InterruptedException {
    calls.responses = new CountDownLatch(1);
    press();
    mainThread().idle();
    calls.responses.countDown();
    await(posted.fromElsewhere);
  }

  /** Lets the main thread do what is posted to it until the run has ended. */
  private void awaitTheEnd() {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!button().isEnabled()) {
      assertThat(System.nanoTime())
          .as("waited a minute; the screen says: %s", message())
          .isLessThan(deadline);
      mainThread().poll(LIMIT.toMillis());
      mainThread().idle();
    }
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
  }

  private static ShadowPausedLooper mainThread() {
    return (ShadowPausedLooper) Shadows.shadowOf(Looper.getMainLooper());
  }

  private String message() {
    return this.<TextView>view(LinkActivity.R.MESSAGE).getText().toString();
  }

  private Button button() {
    return view(LinkActivity.R.START);
  }

  private ProgressBar progress() {
    return view(LinkActivity.R.PROGRESS);
  }

  /** The two lines of a row, as the list draws them. */
  private String row(int position) {
    ListView list = view(LinkActivity.R.ROWS);
    View row = list.getAdapter().getView(position, null, list);
    return row.<TextView>findViewById(android.R.id.text1).getText()
        + ": "
        + row.<TextView>findViewById(android.R.id.text2).getText();
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // As Android's own.
  private <T extends View> T view(int id) {
    return screen.get().findViewById(id);
  }

  /** What the screen looks like, drawn by Android's own graphics. */
  private void picture(String name) throws IOException {
    View all = screen.get().getWindow().getDecorView();
    Bitmap bitmap = Bitmap.createBitmap(all.getWidth(), all.getHeight(), Bitmap.Config.ARGB_8888);
    all.draw(new Canvas(bitmap));
    assertThat(bitmap.getPixel(10, 10)).as("the bar above").isNotEqualTo(bitmap.getPixel(10, 1200));
    try (OutputStream out = new FileOutputStream(new File("target", name))) {
      assertThat(bitmap.compress(Bitmap.CompressFormat.PNG, 100, out)).isTrue();
    }
  }

  /** Tells when a call is on its way and when it was cancelled, and can hold responses back. */
  private static final class Calls extends EventListener {
    final CountDownLatch sent = new CountDownLatch(1);
    final CountDownLatch cancelled = new CountDownLatch(1);
    volatile CountDownLatch responses = new CountDownLatch(0);

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
      sent.countDown();
    }

    @Override
    public void responseHeadersStart(Call call) {
      try {
        await(responses);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while a response was held back", e);
      }
    }

    @Override
    public void canceled(Call call) {
      cancelled.countDown();
    }
  }

  /** Android's main thread as it is, which tells when another thread posted to it. */
  private static final class Posted extends Scheduler {
    final CountDownLatch fromElsewhere = new CountDownLatch(1);
    private final Scheduler main;

    Posted(Scheduler main) {
      this.main = main;
    }

    @Override
    public Worker createWorker() {
      Worker worker = main.createWorker();
      return new Worker() {
        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
          Disposable posted = worker.schedule(task, delay, unit);
          if (Looper.myLooper() != Looper.getMainLooper()) {
            fromElsewhere.countDown();
          }
          return posted;
        }

        @Override
        public void dispose() {
          worker.dispose();
        }

        @Override
        public boolean isDisposed() {
          return worker.isDisposed();
        }
      };
    }
  }
}
