package io.github.hubspotassociations.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A record that a request names but that does not exist.
 *
 * @param from whether it is on the "from" side
 * @param type its type
 * @param id its ID
 */
record MissingRecord(boolean from, ObjectType type, String id) {
  String message() {
    return "No " + type.singular() + " with ID " + id + " exists";
  }

  String subCategory() {
    return from ? "crm.associations.FROM_OBJECT_NOT_FOUND" : "crm.associations.TO_OBJECT_NOT_FOUND";
  }

  Map<String, List<String>> context() {
    Map<String, List<String>> context = new LinkedHashMap<>();
    context.put("objectType", List.of(type.singular()));
    context.put("id", List.of(id));
    return context;
  }
}
