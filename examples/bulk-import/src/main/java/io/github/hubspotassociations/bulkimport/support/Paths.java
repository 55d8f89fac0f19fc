package io.github.hubspotassociations.bulkimport.support;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** File names as the command line has them. */
public final class Paths {
  private Paths() {}

  /** Returns the path; fails with what to do about a name that is none. */
  public static Path of(String name) {
    if (!canExpress(System.getProperty("sun.jnu.encoding", "UTF-8"), name)) {
      throw new UsageException(
          name
              + ": the locale has not all characters of this file name; set LC_ALL=C.UTF-8 and run"
              + " the command again");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UsageException(
          name + " is no file name: it has a character that file names can't have", e);
    }
  }

  static boolean canExpress(String encoding, String name) {
    try {
      return Charset.forName(encoding).newEncoder().canEncode(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return true;
    }
  }
}
