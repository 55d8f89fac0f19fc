package io.github.hubspotassociations.bulkimport.checkpoint;

import io.github.hubspotassociations.bulkimport.Settings;
import io.github.hubspotassociations.bulkimport.input.Header;
import io.github.hubspotassociations.bulkimport.input.InputSource;
import io.github.hubspotassociations.bulkimport.input.OpenInput;
import io.github.hubspotassociations.bulkimport.output.Outputs;
import io.github.hubspotassociations.bulkimport.support.Texts;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Notes an import's progress, and checks that a resumed import is the one that was noted. */
public final class CheckpointKeeper implements AutoCloseable {
  private final CheckpointFile file;
  private final InputSource source;
  private final Settings settings;
  private final Header header;
  private final String target;
  private final long inputSize;
  private final ConsumedHash hash;

  public CheckpointKeeper(CheckpointFile file, OpenInput input, Settings settings, String target) {
    this.file = file;
    this.source = input.source();
    this.settings = settings;
    this.header = input.header();
    this.target = target;
    this.inputSize = input.size();
    this.hash = ConsumedHash.of(source);
  }

  /**
   * What to resume from, or null where the import begins. Changes nothing, whatever it finds.
   *
   * @throws UsageException if the checkpoint is of another import
   */
  public @Nullable Checkpoint load() {
    Checkpoint checkpoint = file.load();
    if (checkpoint == null) {
      file.checkWritable();
    } else {
      check(checkpoint);
    }
    return checkpoint;
  }

  private void check(Checkpoint noted) {
    require("INPUT", noted.inputSize() + " bytes long", inputSize + " bytes long");
    require("the separator", quoted(noted.separator()), quoted(header.separator()));
    require("--from-type", named(noted.fromType()), named(settings.fromTypeOrBlank()));
    require("--to-type", named(noted.toType()), named(settings.toTypeOrBlank()));
    require("--results", named(noted.results()), named(Checkpoint.nameOf(settings.results)));
    require("--failures", named(noted.failures()), named(Checkpoint.nameOf(settings.failures)));
    requireLength("--results", settings.results, noted.resultsLength());
    requireLength("--failures", settings.failures, noted.failuresLength());
    String found;
    try {
      found = hash.upTo(noted.offset());
    } catch (IOException e) {
      throw mismatch("INPUT can't be read as far as it was: " + Texts.reason(e), e);
    }
    if (!found.equals(noted.hash())) {
      throw mismatch("the rows that are done are no longer the same in " + source.name(), null);
    }
  }

  private void require(String what, String noted, String now) {
    if (!noted.equals(now)) {
      throw mismatch(what + " was " + noted + " and is " + now + " now", null);
    }
  }

  private void requireLength(String option, @Nullable Path path, long length) {
    if (path == null) {
      return;
    }
    try {
      if (!Files.isRegularFile(path)) {
        throw mismatch(option + " " + path + " is no longer there", null);
      }
      if (Files.size(path) < length) {
        throw mismatch(option + " " + path + " is shorter than it was", null);
      }
    } catch (IOException e) {
      throw mismatch(option + " " + path + " can't be read: " + Texts.reason(e), e);
    }
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

  private static String quoted(char separator) {
    return separator == '\t' ? "a tab" : "'" + separator + "'";
  }

  /** Puts rows on the disk first and then the checkpoint that names them. */
  public void store(long offset, long nextLine, long rows, long notAssociated, Outputs outputs)
      throws IOException {
    outputs.force();
    file.store(
        new Checkpoint(
            inputSize,
            offset,
            hash.upTo(offset),
            nextLine,
            rows,
            notAssociated,
            header.separator(),
            settings.fromTypeOrBlank(),
            settings.toTypeOrBlank(),
            target,
            Checkpoint.nameOf(settings.results),
            outputs.resultsLength(),
            Checkpoint.nameOf(settings.failures),
            outputs.failuresLength()));
  }

  /** Takes the checkpoint away when all rows are on the disk: the import is done. */
  public void delete(Outputs outputs) throws IOException {
    outputs.force();
    file.delete();
  }

  @Override
  public void close() throws IOException {
    hash.close();
  }
}
