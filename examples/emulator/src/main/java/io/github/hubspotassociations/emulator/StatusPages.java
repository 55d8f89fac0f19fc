package io.github.hubspotassociations.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The emulator's own pages, for tests and people that have it in another process:
 *
 * <ul>
 *   <li>{@code GET /emulator/status}: what was associated and answered, in numbers
 *   <li>{@code GET /emulator/associated?from=contacts/101&to=companies/202}: whether two records
 *       are associated
 * </ul>
 */
final class StatusPages {
  static final String PREFIX = "/emulator/";

  private final RecordedAssociations associations;
  private final RequestCounts requests;

  StatusPages(RecordedAssociations associations, RequestCounts requests) {
    this.associations = associations;
    this.requests = requests;
  }

  HttpAnswer answer(HttpRequest request) {
    if (!request.method().equals("GET")) {
      return HttpPages.error(405, "Only GET is allowed here").withHeader("Allow", "GET");
    }
    return switch (request.path().substring(PREFIX.length())) {
      case "status" -> status();
      case "associated" -> associated(request);
      default ->
          ErrorPages.unknownPath(
              "There is no " + request.path() + " here",
              List.of("GET " + PREFIX + "status", "GET " + PREFIX + "associated?from=…&to=…"));
    };
  }

  private HttpAnswer status() {
    List<String> statuses = new ArrayList<>();
    requests.statuses().forEach((status, count) -> statuses.add("\"" + status + "\":" + count));
    return HttpAnswer.json(
        200,
        "{\"associations\":"
            + associations.remembered()
            + ",\"unrecorded\":"
            + associations.unrecorded()
            + ",\"requests\":{\"total\":"
            + requests.total()
            + ",\"single\":"
            + requests.single()
            + ",\"batch\":"
            + requests.batch()
            + ",\"token\":"
            + requests.token()
            + ",\"other\":"
            + requests.other()
            + ",\"unanswered\":"
            + requests.unanswered()
            + "},\"inputs\":"
            + requests.inputs()
            + ",\"statuses\":{"
            + String.join(",", statuses)
            + "}}");
  }

  private HttpAnswer associated(HttpRequest request) {
    Map<String, String> parameters = request.query();
    String[] from = parameters.getOrDefault("from", "").split("/", -1);
    String[] to = parameters.getOrDefault("to", "").split("/", -1);
    if (from.length != 2 || to.length != 2) {
      return HttpPages.error(400, "Ask for ?from=contacts/101&to=companies/202");
    }
    try {
      boolean associated = associations.contains(from[0], from[1], to[0], to[1]);
      return HttpAnswer.json(200, "{\"associated\":" + associated + "}");
    } catch (IllegalArgumentException | IllegalStateException e) {
      return HttpPages.error(400, String.valueOf(e.getMessage()));
    }
  }
}
