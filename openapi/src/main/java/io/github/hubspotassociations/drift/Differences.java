package io.github.hubspotassociations.drift;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The differences of one operation, each with its place. */
final class Differences {
  private final String title;
  private final List<String> lines = new ArrayList<>();
  private boolean harmful;

  Differences(String title) {
    this.title = title;
  }

  /** A difference because of which ours would reject or lose something that HubSpot's allows. */
  void harm(String place, String what) {
    lines.add("HARM  " + place + ": " + what);
    harmful = true;
  }

  /** A difference that does no harm. */
  void note(String place, String what) {
    lines.add("note  " + place + ": " + what);
  }

  void add(boolean harms, String place, String what) {
    if (harms) {
      harm(place, what);
    } else {
      note(place, what);
    }
  }

  boolean areHarmful() {
    return harmful;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  void print(PrintStream out) {
    out.println("  " + title + (lines.isEmpty() ? ": no difference" : ""));
    lines.forEach(line -> out.println("    " + line));
  }
}
