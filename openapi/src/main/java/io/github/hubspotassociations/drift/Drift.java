package io.github.hubspotassociations.drift;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares our document with those of HubSpot's and prints the differences. */
public final class Drift {
  static final int SAME_OR_HARMLESS = 0;
  static final int HARMFUL = 1;
  static final int UNREADABLE = 2;

  private Drift() {}

  /**
   * Prints the differences and exits: 1 if one does harm, 2 if a file can't be read, otherwise 0.
   *
   * @param args our document and HubSpot's
   */
  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  static int run(List<String> files, PrintStream out, PrintStream err) {
    Spec ours;
    List<Spec> published = new ArrayList<>();
    try {
      ours = read(files.get(0));
      for (String file : files.subList(1, files.size())) {
        published.add(read(file));
      }
    } catch (IOException e) {
      err.println("drift: " + e.getMessage());
      return UNREADABLE;
    }
    boolean harmful = false;
    for (int i = 0; i < published.size(); i++) {
      out.println(files.get(i + 1));
      for (OperationKind operation : OperationKind.values()) {
        Differences differences = Comparison.of(operation, ours, published.get(i));
        differences.print(out);
        harmful |= differences.areHarmful();
      }
    }
    out.println(
        harmful
            ? "Ours would reject or lose what is marked HARM."
            : "There is nothing that ours would reject or lose.");
    return harmful ? HARMFUL : SAME_OR_HARMLESS;
  }

  private static Spec read(String file) throws IOException {
    Path path = Path.of(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new IOException(file + " can't be read: give an OpenAPI document");
    }
    return Spec.parse(Files.readString(path), file);
  }
}
