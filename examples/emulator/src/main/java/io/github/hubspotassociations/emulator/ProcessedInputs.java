package io.github.hubspotassociations.emulator;

import java.time.Instant;
import java.util.List;

/**
 * The inputs of one request, by what became of them.
 *
 * @param fromType the type of the records on the "from" side
 * @param toType the type of the records on the "to" side
 * @param associated the inputs whose records both exist
 * @param rejected the inputs with a record that does not exist
 * @param failed the inputs that failed for another reason
 * @param failure the error category of that reason
 * @param missing the records that do not exist, each once per side
 * @param started when processing began
 * @param completed when processing ended
 */
record ProcessedInputs(
    ObjectType fromType,
    ObjectType toType,
    List<PairIds> associated,
    List<PairIds> rejected,
    List<PairIds> failed,
    String failure,
    List<MissingRecord> missing,
    Instant started,
    Instant completed) {

  boolean isComplete() {
    return missing.isEmpty() && failed.isEmpty();
  }
}
