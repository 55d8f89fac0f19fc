package io.github.hubspotassociations.emulator;

/** The paths of the two endpoints. */
final class Paths {
  static final String CREATE_DEFAULT =
      "/crm/v4/objects/{fromObjectType}/{fromObjectId}/associations/default/{toObjectType}/{toObjectId}";
  static final String CREATE_DEFAULT_BATCH =
      "/crm/v4/associations/{fromObjectType}/{toObjectType}/batch/associate/default";

  private Paths() {}
}
