package io.github.hubspotassociations.emulator;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Checks requests and answers against the OpenAPI document. */
final class Contract {
  private static final String RESOURCE = "associations.yaml";

  /** The group of the threads that the library keeps. */
  static final ThreadGroup THREADS = new ThreadGroup("hubspot-emulator-contract");

  private final OpenApiInteractionValidator validator;

  private Contract(OpenApiInteractionValidator validator) {
    this.validator = validator;
  }

  /**
   * The document that is packed beside this class. Read once, since that takes a second and leaves
   * threads of the library behind, which last as long as the JVM: they are all of {@link #THREADS}.
   */
  static Contract packed() {
    return Packed.CONTRACT;
  }

  private static final class Packed {
    static final Contract CONTRACT = load();

    private static Contract load() {
      // A method of the outer class: this one is being initialized, and would be waited for.
      FutureTask<Contract> loading = new FutureTask<>(Contract::read);
      new Thread(THREADS, loading, THREADS.getName()).start();
      try {
        return loading.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("Can't read " + RESOURCE, e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while reading " + RESOURCE, e);
      }
    }
  }

  private static Contract read() throws IOException {
    try (InputStream document = Contract.class.getResourceAsStream(RESOURCE)) {
      if (document == null) {
        throw new IOException("missing beside " + Contract.class);
      }
      return of(new String(document.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  static Contract of(String document) {
    return new Contract(
        OpenApiInteractionValidator.createForInlineApiSpecification(document).build());
  }

  /** What is wrong with a request; empty if nothing is. */
  List<String> violations(HttpRequest request) {
    if (Arrays.stream(Request.Method.values()).noneMatch(m -> m.name().equals(request.method()))) {
      return List.of("There is no method " + request.method());
    }
    SimpleRequest.Builder builder = new SimpleRequest.Builder(request.method(), request.path());
    request.headers().forEach(builder::withHeader);
    if (request.body().length > 0) {
      builder.withBody(new String(request.body(), StandardCharsets.UTF_8));
    }
    return messages(validator.validateRequest(builder.build()));
  }

  /** What is wrong with an answer to a request of this method and path; empty if nothing is. */
  List<String> violations(String method, String path, HttpAnswer answer) {
    SimpleResponse.Builder builder = SimpleResponse.Builder.status(answer.status());
    answer.headers().forEach(builder::withHeader);
    if (answer.body().length > 0) {
      builder.withBody(new String(answer.body(), StandardCharsets.UTF_8));
    }
    Request.Method verb = Request.Method.valueOf(method.toUpperCase(Locale.ROOT));
    return messages(validator.validateResponse(path, verb, builder.build()));
  }

  private static List<String> messages(ValidationReport report) {
    return report.getMessages().stream()
        .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
        .map(message -> message.getKey() + ": " + message.getMessage())
        .toList();
  }
}
