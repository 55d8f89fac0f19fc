package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssociationErrorTest {
  private static AssociationError row(String error) {
    return AssociationError.of(
        207,
        HubSpotErrors.decode(207, Headers.of(), "{\"errors\":[" + error + "]}")
            .error()
            .errors()
            .get(0));
  }

  @Test
  void aMissingRecordIsOneKindInA400A404AndA207() {
    String error =
        "{\"message\":\"No contact with ID 7 exists\",\"category\":\"OBJECT_NOT_FOUND\","
            + "\"subCategory\":\"crm.associations.FROM_OBJECT_NOT_FOUND\","
            + "\"context\":{\"objectType\":[\"contact\"],\"id\":[\"7\"]}}";
    for (AssociationError missing :
        new AssociationError[] {
          AssociationError.of(HubSpotErrors.decode(400, Headers.of(), error)),
          AssociationError.of(HubSpotErrors.decode(404, Headers.of(), error)),
          row(error)
        }) {
      assertThat(missing.kind()).isEqualTo(ErrorKind.OBJECT_NOT_FOUND);
      assertThat(missing.side()).isEqualTo(ObjectNotFoundException.Side.FROM);
      assertThat(missing.objectType()).isEqualTo("contact");
      assertThat(missing.objectId()).isEqualTo("7");
      assertThat(missing.message()).isEqualTo("No contact with ID 7 exists");
      assertThat(missing.category()).isEqualTo("OBJECT_NOT_FOUND");
      assertThat(missing.subCategory()).isEqualTo("crm.associations.FROM_OBJECT_NOT_FOUND");
      assertThat(missing.toException().kind()).isEqualTo(ErrorKind.OBJECT_NOT_FOUND);
      assertThat(missing.toException().status()).isEqualTo(missing.status());
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // What the error has                                    | side | type    | ids
        "`\"context\":{\"objectType\":[\"contact\"],\"id\":\"7\"}`   |      | contact | [7]",
        "`\"context\":{\"objectId\":7,\"objectType\":\"0-1\"}`       |      | 0-1     | [7]",
        "`\"context\":{\"fromObjectId\":[\"7\"]}`                    | FROM |         | [7]",
        "`\"context\":{\"toObjectId\":[\"7\"]}`                      | TO   |         | [7]",
        "`\"context\":{\"fromObjectId\":[\"7\"],\"toObjectId\":[\"8\"]}` |  |         | [7, 8]",
        "`\"context\":{\"fromObjectId\":7,\"fromObjectType\":\"a\",\"toObjectType\":\"b\"}` | FROM"
            + " | a | [7]",
        "`\"context\":{\"fromObjectId\":7,\"toObjectId\":8,\"toObjectType\":\"b\"},\"subCategory\":\"x.TO_OBJECT_NOT_FOUND\"`"
            + " | TO | b | [8]",
        "`\"context\":{\"ids\":[\"7\",\"8\",\"7\"]}`                 |      |         | [7, 8]",
        "`\"context\":{\"INVALID_OBJECT_IDS\":[\"CONTACT=7 is not valid\",\"CONTACT=8 is not"
            + " valid\"]}` | | CONTACT | [7, 8]",
        "`\"context\":{\"INVALID_OBJECT_IDS\":[\"2-33=7 is not valid\",\"odd\"]}` |  | 2-33 | [7]",
        "`\"context\":\"{INVALID_OBJECT_IDS=[CONTACT=7 is not valid], objectType=[CONTACT]}\"` | |"
            + " CONTACT | [7]",
        "`\"message\":\"No company with ID 994705054985 exists\"`    |      | company |"
            + " [994705054985]",
        "`\"message\":\"No contact with ID 7"
            + " exists\",\"subCategory\":{\"name\":\"FROM_OBJECT_NOT_FOUND\"}` | FROM | contact |"
            + " [7]",
        "`\"category\":\"OBJECT_NOT_FOUND\",\"errors\":[{\"context\":{\"toObjectId\":\"7\"}}]` | TO"
            + " |  | [7]",
        "`\"category\":\"OBJECT_NOT_FOUND\"`                         |      |         | []",
        // As isolation reads them, too.
        "`\"context\":{\"fromObjectIds\":[\"7\",\"8\"]}`         | FROM |         | [7, 8]",
        "`\"context\":{\"from_object_id\":[\"7\"],\"from_object_type\":\"a\"}` | FROM | a | [7]",
        "`\"context\":{\"to_id\":7}`                                 | TO   |         | [7]",
        "`\"context\":{\"id\":7},\"subCategory\":\"crm.associations.from_object_not_found\"` | FROM"
            + " | | [7]",
        "`\"context\":{\"id\":7},\"code\":\"TO_OBJECT_DOES_NOT_EXIST\"` | TO | | [7]",
        "`\"context\":{\"id\":7},\"category\":\"FROM_OBJECT_DOES_NOT_EXIST\"` | FROM | | [7]",
        "`\"message\":\"CONTACT=1005 is not valid, CONTACT=1006 is not valid\"` | | CONTACT |"
            + " [1005, 1006]",
        "`\"message\":\"x\",\"errors\":[\"CONTACT=1005 is not valid\"]` | | CONTACT | [1005]",
        "`\"message\":\"No deal with ID 5"
            + " exists\",\"errors\":[{\"context\":{\"toObjectId\":\"5\"}}]` | TO | | [5]",
      })
  void theRecordIsFoundHoweverItIsNamed(String error, String side, String type, String ids) {
    AssociationError row = row("{" + error + "}");
    assertThat(row.side() == null ? null : row.side().name()).isEqualTo(side);
    assertThat(row.objectType()).isEqualTo(type);
    assertThat(row.objectIds()).hasToString(ids);
    assertThat(row.objectId()).isEqualTo(row.objectIds().isEmpty() ? null : row.objectIds().get(0));
    // A 404 says the same.
    ObjectNotFoundException e =
        (ObjectNotFoundException) HubSpotErrors.decode(404, Headers.of(), "{" + error + "}");
    assertThat(e.side()).isEqualTo(row.side());
    assertThat(e.objectType()).isEqualTo(row.objectType());
    assertThat(e.objectId()).isEqualTo(row.objectId());
  }

  @ParameterizedTest
  @CsvSource({
    "VALIDATION_ERROR, INVALID_REQUEST, InvalidRequestException",
    "DUPLICATE_IDS, DUPLICATE_INPUT, InvalidRequestException",
    "OBJECT_TYPE_NOT_FOUND, UNKNOWN_OBJECT_TYPE, InvalidRequestException",
    "OBJECT_NOT_FOUND, OBJECT_NOT_FOUND, ObjectNotFoundException",
    "NOT_FOUND, OBJECT_NOT_FOUND, ObjectNotFoundException",
    "CONFLICT, CONFLICT, ConflictException",
    "OBJECT_ALREADY_EXISTS, CONFLICT, ConflictException",
    "LOCKED, LOCKED, LockedException",
    "RATE_LIMITS, RATE_LIMIT, RateLimitException",
    "MISSING_SCOPES, MISSING_SCOPES, MissingScopesException",
    "FORBIDDEN, FORBIDDEN, ForbiddenException",
    "EXPIRED_AUTHENTICATION, AUTHENTICATION, AuthenticationException",
    "INVALID_AUTHENTICATION, AUTHENTICATION, AuthenticationException",
    "MIGRATION_IN_PROGRESS, MIGRATION_IN_PROGRESS, MigrationInProgressException",
    "INTERNAL_ERROR, SERVER_ERROR, HubSpotServerException",
    "FROM_OBJECT_DOES_NOT_EXIST, OBJECT_NOT_FOUND, ObjectNotFoundException",
    "crm.associations.to_object_not_found, OBJECT_NOT_FOUND, ObjectNotFoundException",
    "SOMETHING_NEW, OTHER, HubSpotApiException",
  })
  void anEntryBecomesTheExceptionOfASingleCall(String category, ErrorKind kind, String type) {
    AssociationError row = row("{\"category\":\"" + category + "\",\"message\":\"m\"}");
    assertThat(row.kind()).isEqualTo(kind);
    HubSpotApiException e = row.toException();
    assertThat(e.getClass().getSimpleName()).isEqualTo(type);
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.status()).isEqualTo(207);
    assertThat(e.error()).isSameAs(row.error());
    assertThat(e).hasMessageStartingWith("m (HTTP 207 " + category + ")");
  }

  @Test
  void anEntryIsQuotedByTheCorrelationIdOfItsResponse() {
    HubSpotApiException response =
        HubSpotErrors.decode(
            207,
            Headers.of("X-HUBSPOT-CORRELATION-ID", "of the response"),
            "{\"errors\":[{\"message\":\"a\"},{\"correlationId\":\"its own\"},\"plain\"]}");
    assertThat(response.error().errors())
        .extracting(error -> AssociationError.of(207, error).correlationId())
        .containsExactly("of the response", "its own", "of the response");
  }

  @Test
  void anErrorWithoutWordsStillHasAMessage() {
    assertThat(row("{}").message()).isEqualTo("HubSpot responded with HTTP 207 and no message");
    assertThat(row("{}"))
        .hasToString(
            "AssociationError{HTTP 207 OTHER: HubSpot responded with HTTP 207 and no message}");
    assertThat(row("\"plain words\"").message()).isEqualTo("plain words");
  }

  @Test
  void ofAnEntryWithAnotherStatusTheStatusDecides() {
    HubSpotError error = row("{\"message\":\"m\"}").error();
    assertThat(AssociationError.of(409, error).toException()).isInstanceOf(ConflictException.class);
  }
}
