package io.github.hubspotassociations.sparkimport;

import java.util.List;
import java.util.Locale;

/**
 * A part of the plan that is sent by one Spark job.
 *
 * @param index from 0
 * @param files names of the plan's files whose rows it sends
 */
record Wave(int index, List<String> files, long rows) {
  String note() {
    return String.format(Locale.ROOT, "waves/%05d.properties", index);
  }

  /**
   * Where the outcomes of one of its runs are. There is more than one only where HubSpot stopped a
   * run: the next one sends what that left.
   */
  String outcomes(int run) {
    return String.format(Locale.ROOT, "waves/%05d-%d", index, run);
  }
}
