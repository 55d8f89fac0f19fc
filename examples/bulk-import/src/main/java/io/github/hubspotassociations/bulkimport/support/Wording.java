package io.github.hubspotassociations.bulkimport.support;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Numbers and failures as people read them. */
public final class Wording {
  private Wording() {}

  /** Such as 1,234,567. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns what went wrong with a file, in the system's words where it has any. */
  public static String reason(IOException e) {
    String message = e.getMessage();
    if (e instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof EOFException) {
      return "it ends too early; get a complete copy of it";
    }
    if (e instanceof FileSystemException file) {
      message = file.getReason();
    }
    return message == null ? "the system gives no reason" : message;
  }

  /** Such as "1 row" or "1,234 rows". */
  public static String rows(long number) {
    return count(number) + (number == 1 ? " row" : " rows");
  }

  /** Such as 0:59, 12:34 or 1:02:03. */
  public static String duration(long seconds) {
    long hours = seconds / 3600;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
