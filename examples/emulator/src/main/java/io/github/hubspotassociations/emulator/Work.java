package io.github.hubspotassociations.emulator;

import java.time.Instant;
import java.util.List;

/**
 * What became of the inputs of one request.
 *
 * @param fromType the type of the records on the "from" side
 * @param toType the type of the records on the "to" side
 * @param associated the inputs whose records both exist
 * @param refused the inputs with a record that does not exist
 * @param failed inputs that are not associated for another reason
 * @param failure the category of that reason
 * @param missing the records that do not exist, each once for a side
 * @param started when the work began
 * @param completed when it was done
 */
record Work(
    ObjectType fromType,
    ObjectType toType,
    List<PairIds> associated,
    List<PairIds> refused,
    List<PairIds> failed,
    String failure,
    List<MissingRecord> missing,
    Instant started,
    Instant completed) {

  boolean isComplete() {
    return missing.isEmpty() && failed.isEmpty();
  }
}
