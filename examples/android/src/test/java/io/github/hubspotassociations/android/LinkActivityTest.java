package io.github.hubspotassociations.android;

import static org.assertj.core.api.Assertions.assertThat;

import android.graphics.Bitmap;
import android.graphics.Canvas;
import android.view.View;
import android.widget.Button;
import android.widget.ListView;
import android.widget.ProgressBar;
import android.widget.TextView;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.emulator.Fault;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.GraphicsMode;
import org.robolectric.shadows.ShadowLooper;

/** The screen on Android's own framework classes, against the emulator. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 28, application = LinkApplication.class, qualifiers = "w360dp-h640dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
public final class LinkActivityTest {
  private HubSpotEmulator emulator;
  private HubSpotAssociations hubspot;
  private ActivityController<LinkActivity> screen;

  @Before
  public void start() {
    emulator = HubSpotEmulator.builder().token("good").start();
    List<ContactAndCompany> pairs = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      pairs.add(ContactAndCompany.of(i % 5 == 0 ? 4_040_400 + i : 100 + i, 200 + i));
    }
    open("good", pairs);
  }

  @After
  public void stop() {
    hubspot.close();
    emulator.close();
  }

  @Test
  public void everyPairIsListedWithWhatBecameOfItAndTheProgressIsFull() throws IOException {
    assertThat(line(0)).isEqualTo("Contact 101, company 201");

    view(LinkActivity.R.START).performClick();
    await(() -> text().equals("Done."));

    assertThat(line(0)).isEqualTo("Contact 101, company 201: linked");
    assertThat(line(4)).isEqualTo("Contact 4040405, company 205: there is no record 4040405");
    assertThat(this.<ProgressBar>view(LinkActivity.R.PROGRESS).getProgress()).isEqualTo(12);
    assertThat(this.<Button>view(LinkActivity.R.START).isEnabled()).isTrue();
    emulator.associations().assertContains("contacts", "101", "companies", "201");
    picture(new File("target/screen.png"));
  }

  @Test
  public void aWrongTokenIsOneSentence() {
    open("wrong", List.of(ContactAndCompany.of(1, 2)));

    view(LinkActivity.R.START).performClick();
    await(() -> !text().equals("Linking…"));

    assertThat(text()).isEqualTo("Please sign in again.");
    assertThat(line(0)).endsWith(": not sent");
  }

  @Test
  public void aScreenThatGoesCancelsWhatIsUnderWay() {
    emulator.faults().next(Fault.latency(Duration.ofMinutes(10)));
    view(LinkActivity.R.START).performClick();
    await(() -> emulator.requests().total() > 0);

    screen.pause().stop().destroy();

    await(() -> emulator.openConnections() == 0);
    assertThat(text()).isEqualTo("Linking…");
  }

  private void open(String token, List<ContactAndCompany> pairs) {
    if (hubspot != null) {
      hubspot.close();
    }
    hubspot = HubSpotAssociations.builder().baseUrl(emulator.url()).accessToken(token).build();
    ((LinkApplication) RuntimeEnvironment.getApplication()).configure(hubspot, pairs);
    screen = Robolectric.buildActivity(LinkActivity.class).setup();
  }

  /** Lets the main thread do what is posted to it until the condition holds. */
  private void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("waited two minutes; the screen says: %s", text())
          .isLessThan(deadline);
      ShadowLooper.idleMainLooper(1, TimeUnit.MILLISECONDS);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private String text() {
    return this.<TextView>view(LinkActivity.R.MESSAGE).getText().toString();
  }

  private String line(int row) {
    return this.<ListView>view(LinkActivity.R.ROWS).getAdapter().getItem(row).toString();
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // As Android's own.
  private <T extends View> T view(int id) {
    return screen.get().findViewById(id);
  }

  private void picture(File file) throws IOException {
    View all = screen.get().getWindow().getDecorView();
    Bitmap bitmap = Bitmap.createBitmap(all.getWidth(), all.getHeight(), Bitmap.Config.ARGB_8888);
    all.draw(new Canvas(bitmap));
    try (OutputStream out = new FileOutputStream(file)) {
      assertThat(bitmap.compress(Bitmap.CompressFormat.PNG, 100, out)).isTrue();
    }
  }
}
