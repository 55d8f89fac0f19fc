package io.github.hubspotassociations.emulator;

import java.time.Instant;
import java.util.List;

/**
 * What became of the inputs of one request.
 *
 * @param fromType the type of the records on the "from" side
 * @param toType the type of the records on the "to" side
 * @param associated the inputs whose records both exist
 * @param refused the other inputs
 * @param missing the records that do not exist, each once for a side
 * @param started when the work began
 * @param completed when it was done
 */
record Work(
    ObjectType fromType,
    ObjectType toType,
    List<PairIds> associated,
    List<PairIds> refused,
    List<MissingRecord> missing,
    Instant started,
    Instant completed) {}
