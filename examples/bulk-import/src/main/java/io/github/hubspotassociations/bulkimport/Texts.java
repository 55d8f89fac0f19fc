package io.github.hubspotassociations.bulkimport;

import java.util.Locale;

/** Numbers as people read them. */
final class Texts {
  private Texts() {}

  /** Such as 1,234,567. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Such as "1 row" or "1,234 rows". */
  static String rows(long number) {
    return count(number) + (number == 1 ? " row" : " rows");
  }

  /** Such as 0:59, 12:34 or 1:02:03. */
  static String duration(long seconds) {
    long hours = seconds / 3600;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
