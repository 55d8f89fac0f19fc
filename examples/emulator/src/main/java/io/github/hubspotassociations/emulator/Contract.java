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

/** Checks requests and responses against the OpenAPI document. */
final class Contract {
  private static final String RESOURCE = "associations.yaml";

  /** The thread group of the threads that the library keeps. */
  static final ThreadGroup THREADS = new ThreadGroup("hubspot-emulator-contract");

  private final OpenApiInteractionValidator validator;

  private Contract(OpenApiInteractionValidator validator) {
    this.validator = validator;
  }

  /**
   * Returns the contract that is packaged with this class. It is read once, since that takes a
   * second and leaves threads of the library behind, which last as long as the JVM: all of them are
   * in {@link #THREADS}.
   */
  static Contract packed() {
    return Packed.CONTRACT;
  }

  private static final class Packed {
    static final Contract CONTRACT = load();

    private static Contract load() {
      // Calls the outer class: a call to this one, which is being initialized, would deadlock.
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

  /** Returns the violations of a request; empty if there are none. */
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

  /** Returns the violations of a response to a request with this method and path. */
  List<String> violations(String method, String path, HttpResponse response) {
    SimpleResponse.Builder builder = SimpleResponse.Builder.status(response.status());
    response.headers().forEach(builder::withHeader);
    if (response.body().length > 0) {
      builder.withBody(new String(response.body(), StandardCharsets.UTF_8));
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
