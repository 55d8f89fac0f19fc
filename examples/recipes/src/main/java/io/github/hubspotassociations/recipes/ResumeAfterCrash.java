package io.github.hubspotassociations.recipes;

import static java.nio.file.StandardOpenOption.APPEND;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.ResumePoint;
import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Notes how far a run has come, so that the next one starts there after a crash. The note is
 * written after an outcome is stored, and names only what every input before it has reached: a
 * resumed run repeats a little and loses nothing.
 */
public final class ResumeAfterCrash {
  private ResumeAfterCrash() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(ResumeAfterCrash::run);
  }

  static void run(String baseUrl, String token, PrintStream out) throws Exception {
    Path note = Files.createTempFile("resume", ".txt");
    Path journal = Files.createTempFile("outcomes", ".txt");
    Files.writeString(note, "0");
    // The first run takes 700 outcomes and is cut off there, as by a crash.
    long first = importFrom(note, journal, 700, baseUrl, token);
    out.println("noted after the crash: " + (Long.parseLong(Files.readString(note)) > 0));
    long second = importFrom(note, journal, Long.MAX_VALUE, baseUrl, token);
    out.println("nothing is lost: " + (first + second >= 1000));
    out.println("noted at the end: " + Files.readString(note));
    Files.delete(note);
    Files.delete(journal);
  }

  private static long importFrom(
      Path note, Path journal, long crashAfter, String baseUrl, String token) throws Exception {
    long done = Long.parseLong(Files.readString(note));
    ResumePoint resumePoint = ResumePoint.create();
    try (HubSpotAssociations hubspot = Recipe.client(baseUrl, token)) {
      return hubspot
          .bulk()
          .pageSize(100)
          .build()
          .associate(requests().skip(done))
          .take(crashAfter)
          .doOnNext(
              outcome -> {
                store(journal, done + outcome.index(), outcome);
                // Indexes count from where this run began.
                Files.writeString(note, Long.toString(done + resumePoint.markSettled(outcome)));
              })
          .count()
          .blockingGet();
    }
  }

  private static Flowable<AssociationRequest<Void>> requests() {
    return Flowable.range(1, 1000)
        .map(i -> AssociationRequest.of(ObjectRef.of("contacts", i), ObjectRef.of("companies", i)));
  }

  /**
   * Stands for a database row or a line of a file: what counts is that it is safe before the note
   * names it.
   */
  private static void store(Path journal, long index, AssociationOutcome<?> outcome)
      throws IOException {
    Files.writeString(journal, index + " " + outcome.kind() + "\n", APPEND);
  }
}
