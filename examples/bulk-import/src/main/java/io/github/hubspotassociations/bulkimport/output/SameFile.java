package io.github.hubspotassociations.bulkimport.output;

import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses one file in two roles, which would eat the input or mix the outputs. */
public final class SameFile {
  private final Map<String, Path> roles = new LinkedHashMap<>();

  /** Adds a file, or nothing for null. */
  public void add(String role, @Nullable Path file) {
    if (file == null) {
      return;
    }
    roles.forEach(
        (other, path) -> {
          if (isSame(path, file)) {
            throw new UsageException(
                other + " and " + role + " are the same file, " + file + ": name another for one");
          }
        });
    roles.put(role, file);
  }

  private static boolean isSame(Path one, Path other) {
    try {
      if (Files.exists(one) && Files.exists(other)) {
        return Files.isSameFile(one, other);
      }
    } catch (IOException e) {
      // Then the names decide.
    }
    return real(one).equals(real(other));
  }

  /** The absolute name; of a file that does not exist yet, its directory's real name. */
  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path directory = absolute.getParent();
    try {
      return directory == null
          ? absolute
          : directory.toRealPath().resolve(absolute.getFileName().toString());
    } catch (IOException e) {
      return absolute;
    }
  }
}
