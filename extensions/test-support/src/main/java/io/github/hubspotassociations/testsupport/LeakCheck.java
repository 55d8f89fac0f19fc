package io.github.hubspotassociations.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails each test, and each test class, that leaves something behind: a thread that still runs, a
 * connection of OkHttp's that is still open, a response that was neither read to its end nor
 * closed.
 *
 * <p>JUnit finds it by itself wherever this module is on the class path, and registers it before
 * everything that a test registers, so that it looks last. It first closes what the test gave to
 * {@link AfterTest}. Tests that run at the same time would see each other's threads; ours don't.
 */
public final class LeakCheck
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  /** How many milliseconds everything may take to end; there is no wait if nothing is left. */
  static final String GRACE = "hubspot.leaks.grace";

  /** Less than the 5 seconds after which the library's own threads end unasked. */
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(4);

  private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);

  /** Listens from the first test on. */
  private final LeakLog log = LeakLog.INSTANCE;

  @Override
  public void beforeAll(ExtensionContext context) {
    look(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    look(context);
  }

  private static void look(ExtensionContext context) {
    context.getStore(NAMESPACE).put(context.getUniqueId(), new Remains());
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    try {
      AfterTest.closeAll();
    } finally {
      check(context);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    check(context);
  }

  private void check(ExtensionContext context) throws InterruptedException {
    Remains before =
        Objects.requireNonNull(
            context.getStore(NAMESPACE).remove(context.getUniqueId(), Remains.class));
    Duration grace =
        context
            .getConfigurationParameter(GRACE)
            .map(Long::valueOf)
            .map(Duration::ofMillis)
            .orElse(DEFAULT_GRACE);
    List<String> left = before.leftAfter(grace);
    left.addAll(log.take());
    if (!left.isEmpty()) {
      throw new AssertionError(
          context.getDisplayName() + " left behind " + String.join("; ", left));
    }
  }
}
