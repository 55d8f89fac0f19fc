package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.checkpoint.Checkpoint;
import io.github.hubspotassociations.bulkimport.checkpoint.CheckpointFile;
import io.github.hubspotassociations.bulkimport.checkpoint.CheckpointKeeper;
import io.github.hubspotassociations.bulkimport.input.Header;
import io.github.hubspotassociations.bulkimport.input.InputSource;
import io.github.hubspotassociations.bulkimport.input.OpenInput;
import io.github.hubspotassociations.bulkimport.input.RowFeed;
import io.github.hubspotassociations.bulkimport.output.Counts;
import io.github.hubspotassociations.bulkimport.output.Outputs;
import io.github.hubspotassociations.bulkimport.output.SameFile;
import io.github.hubspotassociations.bulkimport.support.Cells;
import io.github.hubspotassociations.bulkimport.support.Texts;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks everything there is to check, and then imports or plans. */
final class Importer {
  /** The embedded emulator and the plan take any token; a real one has no business there. */
  private static final String NO_TOKEN = "none";

  private final Settings settings;
  private final Map<String, String> env;
  private final InputStream in;
  private final Console console;
  private final RetryPolicy retryPolicy;
  private final Stop stop;

  Importer(
      Settings settings,
      Map<String, String> env,
      InputStream in,
      Console console,
      RetryPolicy retryPolicy,
      Stop stop) {
    this.settings = settings;
    this.env = env;
    this.in = in;
    this.console = console;
    this.retryPolicy = retryPolicy;
    this.stop = stop;
  }

  /**
   * Imports, and returns the exit status.
   *
   * @throws UsageException if something has to be put right first; nothing was sent or changed
   */
  int run() throws IOException {
    String token = token();
    InputSource source = InputSource.of(settings.input, in);
    CheckpointFile checkpoint = checkpointFile(source);
    checkRoles(source, checkpoint);
    try (OpenInput input = OpenInput.open(source, settings)) {
      return settings.dryRun ? plan(input) : start(input, token, checkpoint);
    }
  }

  private String token() {
    if (settings.emulator || settings.dryRun) {
      return NO_TOKEN;
    }
    String token = env.getOrDefault(Settings.TOKEN_VARIABLE, "").strip();
    if (token.isEmpty()) {
      throw new UsageException(
          Settings.TOKEN_VARIABLE
              + " is not set: put the access token of a HubSpot private app into this environment"
              + " variable, or try the import with --emulator or --dry-run");
    }
    if (!token.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new UsageException(
          Settings.TOKEN_VARIABLE
              + " holds something that can't be an access token: copy the token from the private"
              + " app's page again, without blanks or line breaks");
    }
    return token;
  }

  private @Nullable CheckpointFile checkpointFile(InputSource source) {
    if (settings.checkpoint == null) {
      return null;
    }
    if (source.path() != null && !source.isRegularFile() && source.exists()) {
      throw new UsageException(
          "--checkpoint can't be used with "
              + source.name()
              + ", which is no regular file and can't be read again at a resume: leave it out");
    }
    return new CheckpointFile(settings.checkpoint);
  }

  private void checkRoles(InputSource source, @Nullable CheckpointFile checkpoint) {
    SameFile roles = new SameFile();
    roles.add("INPUT", source.path());
    roles.add("--results", settings.results);
    roles.add("--failures", settings.failures);
    if (checkpoint != null) {
      roles.add("--checkpoint", checkpoint.path());
      roles.add("the checkpoint's temporary file", checkpoint.temporary());
    }
  }

  private int plan(OpenInput input) throws IOException {
    long begun = console.nanoTime().getAsLong();
    DryRun plan = new DryRun(console.out());
    RowFeed feed = new RowFeed(input.rows(), plan);
    try (Sender sender = Sender.of(settings, NO_TOKEN, baseUrl(), retryPolicy, stop)) {
      sender.plan(feed.segment(), plan::page);
    }
    if (feed.failure() != null) {
      throw new UsageException(ImportRun.brokenInput(input.source(), feed), feed.failure());
    }
    plan.printSums();
    if (settings.json) {
      double seconds = (console.nanoTime().getAsLong() - begun) / 1e9;
      console
          .out()
          .println(new Counts(0, plan.brokenRows(), 0, plan.goodRows(), 0, 0, 0, seconds).json());
    }
    return plan.brokenRows() > 0 ? ExitStatus.SOME_NOT_ASSOCIATED : ExitStatus.DONE;
  }

  private int start(OpenInput input, String token, @Nullable CheckpointFile checkpoint)
      throws IOException {
    if (!settings.emulator) {
      return start(input, token, baseUrl(), checkpoint);
    }
    // The import looks at the answers, so the emulator need not remember what it associated.
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().maxAssociations(1).start()) {
      return start(input, token, emulator.url(), checkpoint);
    }
  }

  private int start(
      OpenInput input, String token, String baseUrl, @Nullable CheckpointFile checkpoint)
      throws IOException {
    try (Sender sender = Sender.of(settings, token, baseUrl, retryPolicy, stop);
        CheckpointKeeper keeper =
            checkpoint == null
                ? null
                : new CheckpointKeeper(checkpoint, input, settings, target(baseUrl))) {
      Checkpoint resumed = keeper == null ? null : keeper.load();
      try (Outputs outputs = openOutputs(input.header())) {
        if (resumed == null) {
          outputs.begin(input.header());
        } else {
          input.resumeAt(resumed.offset(), resumed.nextLine());
          outputs.resumeAt(resumed.resultsLength(), resumed.failuresLength());
          sayResume(resumed, target(baseUrl));
        }
        Ledger ledger = Ledger.of(outputs, keeper, stop, input, resumed);
        return new ImportRun(settings, input, sender, ledger, console, stop, baseUrl).run();
      }
    }
  }

  private Outputs openOutputs(Header header) throws IOException {
    Outputs outputs = Outputs.open(settings.results, settings.failures, header);
    if (settings.checkpoint != null && !outputs.areRegular()) {
      outputs.discard();
      throw new UsageException(
          "--checkpoint needs --results and --failures to be regular files, which can be cut at a"
              + " resume; name such files or leave out --checkpoint");
    }
    return outputs;
  }

  private void sayResume(Checkpoint resumed, String target) {
    console.say(
        "resuming after "
            + Texts.rows(resumed.rows())
            + ", at line "
            + Texts.count(resumed.nextLine()));
    if (!resumed.target().equals(target)) {
      console.say("these rows went to " + resumed.target() + ", the others go to " + target);
    }
  }

  private String target(String baseUrl) {
    return settings.emulator ? "the emulator" : baseUrl;
  }

  private String baseUrl() {
    return settings.baseUrl == null ? Settings.DEFAULT_BASE_URL : Cells.trim(settings.baseUrl);
  }
}
