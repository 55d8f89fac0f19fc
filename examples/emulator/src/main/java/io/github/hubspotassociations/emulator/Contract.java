package io.github.hubspotassociations.emulator;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Checks requests and answers against the OpenAPI document. */
final class Contract {
  private static final String RESOURCE = "associations.yaml";

  private final OpenApiInteractionValidator validator;

  private Contract(OpenApiInteractionValidator validator) {
    this.validator = validator;
  }

  /** Reads the document that is packed beside this class. */
  static Contract load() {
    try (InputStream document = Contract.class.getResourceAsStream(RESOURCE)) {
      if (document == null) {
        throw new IllegalStateException(RESOURCE + " is missing beside " + Contract.class);
      }
      return of(new String(document.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Contract of(String document) {
    return new Contract(
        OpenApiInteractionValidator.createForInlineApiSpecification(document).build());
  }

  /** What is wrong with a request; empty if nothing is. */
  List<String> violations(HttpRequest request) {
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
