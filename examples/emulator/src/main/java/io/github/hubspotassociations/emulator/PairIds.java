package io.github.hubspotassociations.emulator;

/**
 * The IDs of two records to associate.
 *
 * @param from the ID of the record on the "from" side
 * @param to the ID of the record on the "to" side
 */
record PairIds(String from, String to) {}
