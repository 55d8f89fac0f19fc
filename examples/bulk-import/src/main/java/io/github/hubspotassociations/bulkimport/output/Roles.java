package io.github.hubspotassociations.bulkimport.output;

import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rejects one file in two roles, which would eat the input or mix the outputs. */
public final class Roles {
  /** The role of the input. */
  public static final String INPUT = "INPUT";

  private static final Path NOWHERE = Path.of("/dev/null");

  private final Map<String, Path> roles = new LinkedHashMap<>();

  /**
   * Adds a standard stream that is written to. Several may share a terminal or a file, and the
   * input may come from the same terminal, but not from the same file.
   */
  public void addStream(String role, Path stream) {
    if (!Files.exists(stream)) {
      return;
    }
    Path input = roles.get(INPUT);
    if (input != null && Files.isRegularFile(stream) && isSame(input, stream)) {
      throw same(INPUT, role, stream);
    }
    roles.put(role, stream);
  }

  /** Adds a file, or nothing for null. */
  public void add(String role, @Nullable Path file) {
    if (file != null) {
      check(role, file);
      roles.put(role, file);
    }
  }

  private void check(String role, Path file) {
    roles.forEach(
        (other, path) -> {
          if (isSame(path, file) && !isSame(file, NOWHERE)) {
            throw same(other, role, file);
          }
        });
  }

  private static UsageException same(String one, String other, Path file) {
    return new UsageException(
        one + " and " + other + " are the same file, " + file + ": name another for one");
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
