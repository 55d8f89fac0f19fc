package io.github.hubspotassociations.emulator;

/**
 * The ids of two records to associate.
 *
 * @param from the id of the record on the "from" side
 * @param to the id of the record on the "to" side
 */
record PairIds(String from, String to) {}
