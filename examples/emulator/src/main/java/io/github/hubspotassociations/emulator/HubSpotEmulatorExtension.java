package io.github.hubspotassociations.emulator;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides each JUnit 5 test with a fresh emulator.
 *
 * <pre>{@code
 * @RegisterExtension
 * HubSpotEmulatorExtension hubspot = new HubSpotEmulatorExtension(options -> options.missing("9"));
 *
 * @Test
 * void linksTheContact() {
 *   new MyCode(hubspot.url()).run();
 *   hubspot.associations().assertContains("contacts", "101", "companies", "202");
 * }
 * }</pre>
 *
 * <p>With {@code @ExtendWith(HubSpotEmulatorExtension.class)} instead, a test method takes the
 * emulator as a parameter of type {@link HubSpotEmulator}.
 *
 * <p>As an instance field, each test has an emulator of its own. As a static field or with
 * {@code @ExtendWith}, the tests of a class share one, on one port, which is {@linkplain
 * HubSpotEmulator#reset() reset} before each; such tests must not run at the same time. Needs
 * {@code org.junit.jupiter:junit-jupiter-api} on the class path.
 */
public final class HubSpotEmulatorExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {
  private final UnaryOperator<HubSpotEmulator.Builder> options;
  private @Nullable HubSpotEmulator emulator;
  private int sharingClasses;

  /** Creates an extension whose emulator has the defaults of {@link HubSpotEmulator#start()}. */
  public HubSpotEmulatorExtension() {
    this(builder -> builder);
  }

  /**
   * Creates an extension whose emulator has options of your own.
   *
   * @param options sets options on the given builder and returns it
   */
  public HubSpotEmulatorExtension(UnaryOperator<HubSpotEmulator.Builder> options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Returns the emulator of the running test.
   *
   * @return the emulator
   * @throws IllegalStateException if no test is running
   */
  public HubSpotEmulator emulator() {
    if (emulator == null) {
      throw new IllegalStateException(
          "There is no emulator outside of a test: is the extension registered with"
              + " @RegisterExtension or @ExtendWith?");
    }
    return emulator;
  }

  /**
   * Returns the base URL for a client.
   *
   * @return the URL, without a slash at the end
   * @throws IllegalStateException if no test is running
   */
  public String url() {
    return emulator().url();
  }

  /**
   * Returns what the test has associated so far.
   *
   * @return a live view
   * @throws IllegalStateException if no test is running
   */
  public RecordedAssociations associations() {
    return emulator().associations();
  }

  /**
   * Returns the counts of requests and responses of the test.
   *
   * @return a live view
   * @throws IllegalStateException if no test is running
   */
  public RequestCounts requests() {
    return emulator().requests();
  }

  /**
   * Returns the faults that the requests of this test meet.
   *
   * @return the faults of the emulator
   * @throws IllegalStateException if no test is running
   */
  public Faults faults() {
    return emulator().faults();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    sharingClasses++;
    if (emulator == null) {
      emulator = options.apply(HubSpotEmulator.builder()).start();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (emulator == null) {
      emulator = options.apply(HubSpotEmulator.builder()).start();
    } else {
      emulator.reset();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (sharingClasses == 0) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (--sharingClasses == 0) {
      close();
    }
  }

  private void close() {
    if (emulator != null) {
      emulator.close();
      emulator = null;
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == HubSpotEmulator.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return emulator();
  }
}
