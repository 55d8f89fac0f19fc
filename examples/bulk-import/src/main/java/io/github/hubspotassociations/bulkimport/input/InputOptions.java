package io.github.hubspotassociations.bulkimport.input;

import org.jspecify.annotations.Nullable;

/**
 * What the command line says of the input.
 *
 * @param fromType the object type where a row has none of its own, blank without one
 * @param toType the object type where a row has none of its own, blank without one
 * @param fromColumn the column of the ids to associate from, or null to find it
 * @param toColumn the column of the ids to associate to, or null to find it
 * @param split what separates several ids in one cell, or null where a cell holds one
 * @param anyId whether ids are sent that are not digits alone
 */
public record InputOptions(
    String fromType,
    String toType,
    @Nullable String fromColumn,
    @Nullable String toColumn,
    @Nullable String split,
    boolean anyId) {}
