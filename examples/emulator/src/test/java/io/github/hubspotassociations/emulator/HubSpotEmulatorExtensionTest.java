package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventStatistics;

class HubSpotEmulatorExtensionTest {
  private static final List<HubSpotEmulator> USED = new ArrayList<>();
  private static OkHttpClient http;

  @BeforeEach
  void forget() {
    USED.clear();
    http = AfterTest.close(new OkHttpClient());
  }

  private static void run(Class<?> tests, int count) {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(tests))
        .configurationParameter("junit.jupiter.conditions.deactivate", "")
        .execute()
        .testEvents()
        .assertStatistics((EventStatistics s) -> s.started(count).succeeded(count));
    assertThat(USED)
        .hasSize(count)
        .allSatisfy(emulator -> assertThat(emulator.openConnections()).isZero());
  }

  /** Each test below finds an empty emulator and leaves something in it. */
  private static void use(HubSpotEmulator emulator) throws IOException {
    USED.add(emulator);
    emulator.associations().assertCount(0);
    assertThat(emulator.requests().total()).isZero();
    assertThat(emulator.faults().queued()).isZero();
    new TestClient(http, emulator.url()).batch("1>2", "9>2");
    emulator.associations().assertCount(1);
    emulator.faults().next(Fault.locked());
  }

  static class WithInstanceField {
    @RegisterExtension
    final HubSpotEmulatorExtension hubspot =
        new HubSpotEmulatorExtension(options -> options.missing("9"));

    @RepeatedTest(3)
    void test() throws IOException {
      assertThat(hubspot.url()).isEqualTo(hubspot.emulator().url());
      assertThat(hubspot.associations()).isSameAs(hubspot.emulator().associations());
      assertThat(hubspot.requests()).isSameAs(hubspot.emulator().requests());
      assertThat(hubspot.faults()).isSameAs(hubspot.emulator().faults());
      use(hubspot.emulator());
    }
  }

  @Test
  void asAnInstanceFieldItGivesEachTestItsOwnEmulator() {
    run(WithInstanceField.class, 3);
    Set<HubSpotEmulator> emulators = new HashSet<>(USED);
    assertThat(emulators).hasSize(3);
  }

  static class WithStaticField {
    @RegisterExtension
    static final HubSpotEmulatorExtension HUBSPOT =
        new HubSpotEmulatorExtension(options -> options.missing("9"));

    @RepeatedTest(2)
    void test() throws IOException {
      use(HUBSPOT.emulator());
    }

    @Nested
    class Inner {
      @Test
      void test() throws IOException {
        use(HUBSPOT.emulator());
      }
    }
  }

  @Test
  void asAStaticFieldItGivesAllTestsOneEmulatorThatIsResetBetween() {
    run(WithStaticField.class, 3);
    assertThat(new HashSet<>(USED)).hasSize(1);
    assertThatThrownBy(WithStaticField.HUBSPOT::emulator)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("There is no emulator outside of a test");
  }

  @ExtendWith(HubSpotEmulatorExtension.class)
  static class WithParameter {
    @RepeatedTest(2)
    void test(HubSpotEmulator emulator) throws IOException {
      emulator.addMissing("9");
      use(emulator);
    }
  }

  @Test
  void aTestCanTakeTheEmulatorAsAParameter() {
    run(WithParameter.class, 2);
    assertThat(new HashSet<>(USED)).hasSize(1);
  }
}
