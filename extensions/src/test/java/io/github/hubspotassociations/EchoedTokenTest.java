package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A token that looks like nothing known, echoed in all places of a response, shows nowhere. */
final class EchoedTokenTest {
  private static final String TOKEN = "9zz.no_known-shape/1+2~3";
  private static final ObjectRef CONTACT = ObjectRef.of("contacts", "101");
  private static final ObjectRef COMPANY = ObjectRef.of("companies", "202");

  private final MockWebServer server = new MockWebServer();
  private final HubSpotAssociations hubspot =
      HubSpotAssociations.builder().accessToken(TOKEN).baseUrl(server.url("/").toString()).build();

  @AfterEach
  void stop() throws IOException {
    hubspot.close();
    server.shutdown();
  }

  private void respond(int status, String body) {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            assertThat(request.getHeader("Authorization")).isEqualTo("Bearer " + TOKEN);
            return new MockResponse()
                .setResponseCode(status)
                .setHeader("x-hubspot-correlation-id", "id-" + TOKEN)
                .setBody(body.replace("TOKEN", TOKEN));
          }
        });
  }

  private static String print(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void aSingleCallDoesNotShowIt() {
    for (String body :
        new String[] {
          "{\"message\":\"xTOKEN7"
              + " %22TOKEN%22\",\"category\":\"TOKEN\",\"context\":{\"TOKEN\":[\"TOKEN\"]}}",
          "<html><title>TOKEN</title>",
          "TOKEN"
        }) {
      respond(400, body);
      HubSpotApiException e =
          (HubSpotApiException)
              hubspot
                  .associate(CONTACT, COMPANY)
                  .<Throwable>map(AssertionError::new)
                  .onErrorReturn(x -> x)
                  .blockingGet();
      assertThat(print(e) + e.error() + e.error().context() + e.bodySnippet() + e.correlationId())
          .contains("***")
          .doesNotContain(TOKEN);
    }
  }

  @Test
  void noOutcomeShowsIt() {
    List<AssociationRequest<Void>> inputs = List.of(AssociationRequest.of(CONTACT, COMPANY));
    respond(
        207,
        "{\"results\":[],\"numErrors\":1,\"errors\":[{\"category\":\"VALIDATION_ERROR\",\"message\":"
            + "\"7TOKEN\",\"context\":{\"fromObjectId\":[\"101\"],\"toObjectId\":[\"202\"],\"a\":[\"TOKEN\"]}}]}");
    AssociationOutcome<Void> outcome = hubspot.bulk().build().associate(inputs).blockingFirst();

    assertThat(outcome.kind()).isEqualTo(AssociationOutcome.Kind.REJECTED);
    AssociationOutcome.Rejected<Void> rejected = (AssociationOutcome.Rejected<Void>) outcome;
    assertThat(rejected.error() + print(rejected.error().toException()))
        .contains("7***")
        .doesNotContain(TOKEN);
    assertThat(rejected.error().error().context()).containsEntry("a", List.of("***"));
  }

  @Test
  void aFailureOfABareCallDoesNotShowIt() {
    respond(403, "{\"status\":\"error\",\"message\":\"no: TOKEN\",\"category\":\"FORBIDDEN\"}");
    Throwable failure =
        hubspot
            .api(io.github.hubspotassociations.client.api.AssociationsV4Api.class)
            .createDefaultV4("contacts", "101", "companies", "202")
            .<Throwable>map(AssertionError::new)
            .onErrorReturn(x -> x)
            .blockingGet();
    assertThat(print(HubSpotErrors.from(failure))).contains("no: ***").doesNotContain(TOKEN);
  }
}
