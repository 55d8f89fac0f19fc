package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotErrors;
import java.util.BitSet;
import java.util.stream.Stream;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which pairs an error names, in every form in which errors have been seen to name them. */
final class NamingTest {
  private static final String MISSING = "\"category\":\"OBJECT_NOT_FOUND\",";
  private static final String FROM =
      MISSING + "\"subCategory\":\"crm.associations.FROM_OBJECT_NOT_FOUND\",";
  private static final String TO =
      MISSING + "\"subCategory\":\"crm.associations.TO_OBJECT_NOT_FOUND\",";
  private static final String INVALID = "\"category\":\"VALIDATION_ERROR\",";

  /** Positions 0 to 5. Company 7 is shared, and 3 stands on both sides. */
  private static final String[][] PAIRS = {
    {"1", "7"}, {"2", "7"}, {"3", "8"}, {"4", "3"}, {"5", "9"}, {"1", "9"}
  };

  private static InputPage<Void> page(String fromType, String toType) {
    InputPage.Builder<Void> builder = new InputPage.Builder<>(fromType, toType, 0, PAIRS.length);
    for (int i = 0; i < PAIRS.length; i++) {
      builder.add(
          i,
          AssociationRequest.of(
              ObjectRef.of(fromType, PAIRS[i][0]), ObjectRef.of(toType, PAIRS[i][1])));
    }
    return builder.build(0);
  }

  private static String read(String fromType, String toType, String members) {
    AssociationError error =
        AssociationError.of(
            207,
            HubSpotErrors.decode(
                    207, Headers.of(), "{\"errors\":[{\"status\":\"error\"," + members + "}]}")
                .error()
                .errors()
                .get(0));
    InputPage<Void> page = page(fromType, toType);
    Naming naming = new Naming(page, PagerTest.allSlots(page));
    naming.read(error);
    assertThat(naming.isTied())
        .isEqualTo(
            !naming.missing.isEmpty() || !naming.named.isEmpty() || !naming.suspected.isEmpty());
    return text("missing", naming.missing)
        + text("named", naming.named)
        + text("suspected", naming.suspected);
  }

  private static String text(String name, BitSet set) {
    return set.isEmpty() ? "" : name + set;
  }

  private static String context(String members) {
    return "\"message\":\"m\",\"context\":{" + members + "}";
  }

  static Stream<Arguments> forms() {
    return Stream.of(
        // A record and its side.
        form(FROM, "\"objectType\":[\"CONTACT\"],\"id\":[\"1\"]", "missing{0, 5}"),
        form(TO, "\"objectType\":[\"COMPANY\"],\"id\":[\"7\"]", "missing{0, 1}"),
        form(TO, "\"id\":[\"3\"]", "missing{3}"),
        form(FROM, "\"id\":[\"3\"]", "missing{2}"),
        form(FROM, "\"ids\":[\"1\",\"2\"]", "missing{0, 1, 5}"),
        form(TO, "\"id\":\"{[9]}\"", ""),
        form(FROM, "\"id\":[\"77\"]", ""),
        // The side from an unambiguous type, whatever the type is called.
        form(MISSING, "\"objectType\":[\"CONTACT\"],\"id\":[\"3\"]", "missing{2}"),
        form(MISSING, "\"objectType\":[\"contacts\"],\"id\":[\"3\"]", "missing{2}"),
        form(MISSING, "\"objectType\":[\"0-1\"],\"id\":[\"3\"]", "missing{2}"),
        form(MISSING, "\"objectType\":[\"company\"],\"id\":[\"3\"]", "missing{3}"),
        form(MISSING, "\"objectType\":[\"0-2\"],\"id\":[\"3\"]", "missing{3}"),
        form(MISSING, "\"objectType\":[\"companies\"],\"objectId\":[\"3\"]", "missing{3}"),
        // The side from where the id stands.
        form(MISSING, "\"id\":[\"1\"]", "missing{0, 5}"),
        form(MISSING, "\"id\":[\"9\"]", "missing{4, 5}"),
        form(MISSING, "\"id\":[\"3\"]", "suspected{2, 3}"),
        // The side from the key.
        form(MISSING, "\"fromObjectId\":[\"3\"]", "missing{2}"),
        form(MISSING, "\"toObjectId\":[\"3\"],\"toObjectType\":[\"COMPANY\"]", "missing{3}"),
        // A pair.
        form(INVALID, "\"fromObjectId\":[\"1\"],\"toObjectId\":[\"7\"]", "named{0}"),
        form(MISSING, "\"fromObjectId\":[\"1\"],\"toObjectId\":[\"7\"]", "named{0}"),
        form(FROM, "\"fromObjectId\":[\"1\"],\"toObjectId\":[\"7\"]", "missing{0, 5}"),
        form(TO, "\"fromObjectId\":[\"1\"],\"toObjectId\":[\"7\"]", "missing{0, 1}"),
        form(INVALID, "\"fromObjectId\":[\"1\"],\"toObjectId\":[\"8\"]", ""),
        // Several of both sides: it is not said which belong together, nor which of them is bad.
        form(
            MISSING,
            "\"fromObjectId\":[\"1\",\"2\"],\"toObjectId\":[\"7\",\"9\"]",
            "suspected{0, 1, 5}"),
        form(MISSING, "\"fromObjectId\":[\"1\"],\"toObjectId\":[\"7\",\"9\"]", "suspected{0, 5}"),
        // A missing record of one side that is named by the id of the other.
        form(TO, "\"fromObjectId\":[\"1\"]", "suspected{0, 5}"),
        // Ids and nothing said of them.
        form(INVALID, "\"ids\":[\"1\",\"9\"]", "suspected{0, 4, 5}"),
        form(INVALID, "\"ids\":[\"3\"]", "suspected{2, 3}"),
        form(INVALID, "\"id\":[\"2\"]", "suspected{1}"),
        // Text.
        form(INVALID, "\"INVALID_OBJECT_IDS\":[\"CONTACT=3 is not valid\"]", "missing{2}"),
        form(
            INVALID,
            "\"INVALID_OBJECT_IDS\":[\"CONTACT=5 is not valid\",\"COMPANY=7 is not valid\"]",
            "missing{0, 1, 4}"),
        form(
            INVALID,
            "\"INVALID_OBJECT_IDS\":[\"COMPANY=3 is not valid\"],\"objectId\":[\"3\"]",
            "missing{3}"),
        // What the public decoder reads, too.
        form(MISSING, "\"fromObjectIds\":[\"1\",\"2\"]", "missing{0, 1, 5}"),
        form(MISSING, "\"from_object_id\":[\"3\"]", "missing{2}"),
        form(MISSING, "\"fromObjectId\":[\"0003\"]", "missing{2}"),
        form("\"subCategory\":\"FROM_OBJECT_DOES_NOT_EXIST\",", "\"id\":[\"3\"]", "missing{2}"),
        form(
            "\"subCategory\":\"crm.associations.to_object_not_found\",",
            "\"id\":[\"3\"]",
            "missing{3}"),
        // Prose.
        Arguments.of("\"message\":\"No contact with ID 3 exists\"", "missing{2}"),
        Arguments.of("\"message\":\"CONTACT=3 is not valid\"", "missing{2}"),
        Arguments.of(
            "\"message\":\"m\",\"errors\":[\"CONTACT=3 is not valid\",\"COMPANY=3 is not valid\"]",
            "missing{2, 3}"),
        // Nothing that can be tied.
        form(INVALID, "\"propertyName\":[\"1\"]", ""),
        form(INVALID, "", ""));
  }

  private static Arguments form(String head, String context, String expected) {
    return Arguments.of(head + context(context), expected);
  }

  @ParameterizedTest(name = "{0} → {1}")
  @MethodSource("forms")
  void eachFormNamesItsPairs(String members, String expected) {
    assertThat(read("contacts", "companies", members)).isEqualTo(expected);
  }

  @Test
  void equalTypesDoNotTellTheSide() {
    String members = MISSING + context("\"objectType\":[\"CONTACT\"],\"id\":[\"3\"]");
    assertThat(read("contacts", "0-1", members)).isEqualTo("suspected{2, 3}");
    assertThat(read("contacts", "0-1", FROM + context("\"id\":[\"3\"]"))).isEqualTo("missing{2}");
    assertThat(read("contacts", "0-1", MISSING + context("\"id\":[\"4\"]")))
        .isEqualTo("missing{3}");
  }

  @Test
  void aTypeIsKnownByAllItsNames() {
    for (String type : new String[] {"PROJECT", "projects", "0-970", "project"}) {
      String members = MISSING + context("\"objectType\":[\"" + type + "\"],\"id\":[\"3\"]");
      assertThat(read("projects", "payments", members)).as(type).isEqualTo("missing{2}");
      assertThat(read("meeting_event", "0-970", members)).as(type).isEqualTo("missing{3}");
    }
  }

  @Test
  void customTypesAreOnlyThemselves() {
    String members = MISSING + context("\"objectType\":[\"2-77\"],\"id\":[\"3\"]");
    assertThat(read("2-77", "contacts", members)).isEqualTo("missing{2}");
    assertThat(read("p1_pets", "p1_cars", members)).isEqualTo("suspected{2, 3}");
  }

  @Test
  void nestedErrorsNameTheirs() {
    String members =
        FROM
            + "\"message\":\"m\",\"errors\":[{\"message\":\"n\",\"context\":{\"fromObjectId\":[\"2\"]}}]";
    assertThat(read("contacts", "companies", members)).isEqualTo("missing{1}");
  }
}
