package io.github.hubspotassociations.benchmarks;

import java.util.Collections;
import java.util.List;

/** A report in Markdown as it grows. */
final class Markdown {
  private final StringBuilder text = new StringBuilder();

  Markdown heading(String heading) {
    return line("## " + heading).line("");
  }

  Markdown line(String line) {
    text.append(line).append('\n');
    return this;
  }

  /** The head of a table, whose first column is text and whose others are figures. */
  Markdown columns(String first, String... others) {
    row(first, others);
    line("| --- |" + String.join("", Collections.nCopies(others.length, " ---: |")));
    return this;
  }

  Markdown row(String first, String... others) {
    return line("| " + first + " | " + String.join(" | ", List.of(others)) + " |");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
