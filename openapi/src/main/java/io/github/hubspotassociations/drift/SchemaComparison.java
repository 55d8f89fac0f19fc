package io.github.hubspotassociations.drift;

import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openapitools.openapidiff.core.model.ChangedList;
import org.openapitools.openapidiff.core.model.ChangedSchema;

/**
 * Reports what openapi-diff found between two schemas. What harms depends on the direction: of a
 * response, what ours does not know is lost; of a request, what HubSpot newly insists on is
 * missing.
 */
final class SchemaComparison {
  private final Differences differences;
  private final boolean response;

  SchemaComparison(Differences differences, boolean response) {
    this.differences = differences;
    this.response = response;
  }

  void compare(String place, ChangedSchema changed) {
    Schema<?> our = changed.getOldSchema();
    Schema<?> their = changed.getNewSchema();
    if (our == null || their == null) {
      differences.add(our != null, place, our == null ? "ours has no schema" : "only ours has one");
      return;
    }
    type(place, our, their);
    values(place, changed.getEnumeration());
    required(place, changed.getRequired());
    changed
        .getIncreasedProperties()
        .keySet()
        .forEach(name -> differences.harm(place + "." + name, "ours does not have this property"));
    changed
        .getMissingProperties()
        .keySet()
        .forEach(name -> differences.note(place + "." + name, "only ours has this property"));
    boolean nullable = Boolean.TRUE.equals(their.getNullable());
    if (nullable != Boolean.TRUE.equals(our.getNullable())) {
      differences.add(
          nullable, place, nullable ? "may be null, ours may not" : "may not be null, ours may");
    }
    if (!limits(our).equals(limits(their))) {
      differences.add(
          !limits(our).isEmpty(), place, "limits " + limits(their) + ", ours " + limits(our));
    }
    if (changed.getOneOfSchema() != null) {
      differences.harm(place, "other alternatives (oneOf)");
    }
    changed
        .getChangedProperties()
        .forEach((name, property) -> compare(place + "." + name, property));
    if (changed.getItems() != null) {
      compare(place + "[]", changed.getItems());
    }
    if (changed.getAddProp() != null) {
      compare(place + ".*", changed.getAddProp());
    }
  }

  private void type(String place, Schema<?> our, Schema<?> their) {
    if (!Objects.equals(our.getType(), their.getType())) {
      differences.add(
          our.getType() != null,
          place,
          "type " + text(their.getType()) + ", ours " + text(our.getType()));
    }
    if (!Objects.equals(our.getFormat(), their.getFormat())) {
      differences.add(
          our.getFormat() != null,
          place,
          "format " + text(their.getFormat()) + ", ours " + text(our.getFormat()));
    }
  }

  private static List<String> limits(Schema<?> schema) {
    return Stream.of(
            "pattern " + schema.getPattern(),
            "minLength " + schema.getMinLength(),
            "maxLength " + schema.getMaxLength(),
            "minimum " + schema.getMinimum(),
            "maximum " + schema.getMaximum(),
            "minItems " + schema.getMinItems(),
            "maxItems " + schema.getMaxItems())
        .filter(limit -> !limit.endsWith(" null"))
        .toList();
  }

  private static String text(@Nullable String value) {
    return value == null ? "any" : value;
  }

  /** Enums of ours are open: a value that they don't know is kept as it came. */
  private void values(String place, @Nullable ChangedList<?> values) {
    if (values != null) {
      for (Object added : values.getIncreased()) {
        differences.note(place, "value " + added + ", which ours keeps without a name for it");
      }
      for (Object gone : values.getMissing()) {
        differences.add(!response, place, "value " + gone + " is only ours");
      }
    }
  }

  private void required(String place, @Nullable ChangedList<String> required) {
    if (required != null) {
      for (String added : nonNull(required.getIncreased())) {
        differences.add(!response, place + "." + added, "is required, ours optional");
      }
      for (String gone : nonNull(required.getMissing())) {
        differences.harm(place + "." + gone, "is optional, ours required");
      }
    }
  }

  private static List<String> nonNull(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }
}
