package io.github.hubspotassociations.bulkimport.checkpoint;

import io.github.hubspotassociations.bulkimport.input.OpenInput;
import io.github.hubspotassociations.bulkimport.output.Outputs;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import io.github.hubspotassociations.bulkimport.support.Wording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Notes an import's progress, and checks that a resumed import is the one that was noted. */
public final class CheckpointKeeper implements AutoCloseable {
  private final CheckpointFile file;
  private final OpenInput input;
  private final Map<String, String> setup;
  private final String account;
  private final ConsumedHash hash;
  private @Nullable Checkpoint loaded;
  private boolean inputBrokeOff;

  private CheckpointKeeper(
      CheckpointFile file, OpenInput input, Map<String, String> setup, String token) {
    this.file = file;
    this.input = input;
    this.setup = new TreeMap<>(setup);
    this.setup.put("the separator", separator(input.header().separator()));
    this.account = fingerprint(token);
    this.hash = ConsumedHash.of(input.source());
  }

  /**
   * Locks the checkpoint.
   *
   * @param setup what a resume must have in common with the run before, by option or name
   * @throws UsageException if another run has it
   */
  public static CheckpointKeeper open(
      CheckpointFile file, OpenInput input, Map<String, String> setup, String token) {
    file.lock();
    return new CheckpointKeeper(file, input, setup, token);
  }

  /** Tells tokens apart, and does not tell a token. */
  private static String fingerprint(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("associate checkpoint " + token).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * Returns where to resume, or null where the import begins. Changes nothing, whatever it finds.
   *
   * @param sameAccount whether another token than before is of the same account
   * @throws UsageException if the checkpoint is of another import
   */
  public @Nullable Resume load(boolean sameAccount) {
    Checkpoint noted = file.load();
    file.checkWritable();
    if (noted == null) {
      return null;
    }
    setup.forEach((name, now) -> require(name, noted.setup().getOrDefault(name, ""), now));
    if (!noted.account().isEmpty() && !noted.account().equals(account) && !sameAccount) {
      throw new UsageException(
          "--checkpoint "
              + file.path()
              + " is of an import with another access token. Nothing was changed; if the token is"
              + " of the same HubSpot account, resume with --same-account, else delete the"
              + " checkpoint to start from the beginning");
    }
    if (noted.inputSize() >= 0) {
      require("INPUT", noted.inputSize() + " bytes long", input.size() + " bytes long");
    }
    requireSameRows(noted);
    loaded = noted;
    return new Resume(
        noted.offset(), noted.nextLine(), noted.rowsAhead(), noted.rows(), noted.notAssociated());
  }

  private void requireSameRows(Checkpoint noted) {
    String found;
    try {
      found = hash.upTo(noted.offset());
    } catch (IOException e) {
      throw mismatch("INPUT can't be read as far as it was: " + Wording.reason(e), e);
    }
    if (!found.equals(noted.hash())) {
      throw mismatch(
          "the rows that are done are no longer the same in " + input.source().name(), null);
    }
  }

  private void require(String what, String noted, String now) {
    if (!noted.equals(now)) {
      throw mismatch(what + " was " + named(noted) + " and is " + named(now) + " now", null);
    }
  }

  /**
   * Continues the files where the checkpoint says; changes nothing if they are not as it says.
   *
   * @throws UsageException if a file was changed since
   */
  public void resume(Outputs outputs) throws IOException {
    String change = outputs.changeSince(loaded.files(), loaded.ended());
    if (change != null) {
      throw new UsageException(
          "--checkpoint "
              + file.path()
              + " can't be resumed: "
              + change
              + ". Nothing was changed; put the file back as it was to resume. Or keep your changes"
              + " under another name, to import them on their own, and delete the checkpoint to"
              + " start from the beginning: associating rows again changes nothing in HubSpot");
    }
    outputs.resumeAt(loaded.files());
  }

  private UsageException mismatch(String what, @Nullable Throwable cause) {
    return new UsageException(
        "--checkpoint "
            + file.path()
            + " is of another import: "
            + what
            + ". Nothing was changed; put it back as it was to resume, or delete the checkpoint to"
            + " start from the beginning",
        cause);
  }

  private static String named(String value) {
    return value.isEmpty() ? "not given" : value;
  }

  private static String separator(char separator) {
    return separator == '\t' ? "a tab" : "'" + separator + "'";
  }

  /** The input could not be read to its end, so a resume may come with a complete copy. */
  public void inputBrokeOff() {
    inputBrokeOff = true;
  }

  /**
   * Puts rows on the disk first and then the checkpoint that names them.
   *
   * @param anyAssociated whether this run has associated rows, with its token
   * @param ended whether nothing will be written after it
   */
  public void store(Resume done, boolean anyAssociated, Outputs outputs, boolean ended)
      throws IOException {
    outputs.force();
    String noted = loaded == null ? "" : loaded.account();
    file.store(
        new Checkpoint(
            setup,
            anyAssociated || !noted.isEmpty() ? account : "",
            inputBrokeOff ? -1 : input.size(),
            done.offset(),
            hash.upTo(done.offset()),
            done.nextLine(),
            done.rowsAhead(),
            done.rows(),
            done.notAssociated(),
            outputs.state(),
            ended));
  }

  /** Deletes the checkpoint when all rows are on the disk: the import is done. */
  public void delete(Outputs outputs) throws IOException {
    outputs.force();
    file.delete();
  }

  @Override
  public void close() throws IOException {
    try {
      hash.close();
    } finally {
      file.close();
    }
  }
}
