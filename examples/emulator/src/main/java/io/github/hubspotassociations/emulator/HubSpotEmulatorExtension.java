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
 * Gives each JUnit 5 test an emulator that has seen nothing yet.
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

  /** An emulator with the defaults of {@link HubSpotEmulator#start()}. */
  public HubSpotEmulatorExtension() {
    this(builder -> builder);
  }

  /**
   * An emulator with options of your own.
   *
   * @param options sets the options on the builder that it is given, and returns it
   */
  public HubSpotEmulatorExtension(UnaryOperator<HubSpotEmulator.Builder> options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * The emulator of the test that runs.
   *
   * @return the emulator
   * @throws IllegalStateException if no test runs
   */
  public HubSpotEmulator emulator() {
    if (emulator == null) {
      throw new IllegalStateException(
          "There is no emulator outside of tests: is the extension registered, with"
              + " @RegisterExtension or @ExtendWith?");
    }
    return emulator;
  }

  /**
   * The base URL to give to a client.
   *
   * @return the URL, without a slash at its end
   * @throws IllegalStateException if no test runs
   */
  public String url() {
    return emulator().url();
  }

  /**
   * What the test associated up to now.
   *
   * @return a live view
   * @throws IllegalStateException if no test runs
   */
  public RecordedAssociations associations() {
    return emulator().associations();
  }

  /**
   * How many requests the test sent, and how they were answered.
   *
   * @return a live view
   * @throws IllegalStateException if no test runs
   */
  public RequestCounts requests() {
    return emulator().requests();
  }

  /**
   * What goes wrong from now on in this test.
   *
   * @return the faults of the emulator
   * @throws IllegalStateException if no test runs
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
