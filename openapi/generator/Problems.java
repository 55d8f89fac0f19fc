package generator;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** What keeps a document from being generated: each problem with its place and its reason. */
final class Problems extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial")
  private final Set<String> found = new LinkedHashSet<>();

  private final String document;

  Problems(Path document) {
    this.document = document.toString();
  }

  /** Notes a problem; reading goes on, so that all of them are reported at once. */
  void add(String place, String reason) {
    found.add(document + place + ": " + reason);
  }

  /** Throws this if any problem was noted. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw this;
    }
  }

  @Override
  public String getMessage() {
    return String.join("\n", found);
  }

  /** {@return the place of a child, as a JSON pointer} */
  static String at(String place, String child) {
    return place + "/" + child.replace("~", "~0").replace("/", "~1");
  }
}
