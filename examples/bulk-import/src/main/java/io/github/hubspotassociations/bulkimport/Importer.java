package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.checkpoint.CheckpointFile;
import io.github.hubspotassociations.bulkimport.checkpoint.CheckpointKeeper;
import io.github.hubspotassociations.bulkimport.checkpoint.Resume;
import io.github.hubspotassociations.bulkimport.input.InputSource;
import io.github.hubspotassociations.bulkimport.input.OpenInput;
import io.github.hubspotassociations.bulkimport.input.RowFeed;
import io.github.hubspotassociations.bulkimport.output.Outputs;
import io.github.hubspotassociations.bulkimport.output.Roles;
import io.github.hubspotassociations.bulkimport.output.RowCounts;
import io.github.hubspotassociations.bulkimport.progress.Waits;
import io.github.hubspotassociations.bulkimport.support.Stop;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import io.github.hubspotassociations.bulkimport.support.Wording;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import okhttp3.OkHttpClient;
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
  private final Waits waits;

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
    this.waits = new Waits(console.nanoTime());
  }

  /**
   * Imports, and returns the exit status.
   *
   * @throws UsageException if something has to be put right first; nothing was sent or changed
   */
  int run() throws IOException {
    String token = token();
    InputSource source = InputSource.of(settings.input(), in, stop);
    CheckpointFile checkpoint = checkpointFile(source);
    checkRoles(source, checkpoint);
    try (OpenInput input = OpenInput.open(source, settings.inputOptions())) {
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
              + " is not set: put the access token of a HubSpot service key or private app into"
              + " this environment variable, or try the import with --emulator or --dry-run");
    }
    if (!token.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new UsageException(
          Settings.TOKEN_VARIABLE
              + " holds something that can't be an access token: copy the token from HubSpot"
              + " again, without blanks or line breaks");
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
    Roles roles = new Roles();
    roles.add(Roles.INPUT, source.path());
    if (console.isOfProcess()) {
      if (source.path() == null) {
        roles.addStream(Roles.INPUT, Path.of("/dev/stdin"));
      }
      roles.addStream("standard output", Path.of("/dev/stdout"));
      roles.addStream("standard error", Path.of("/dev/stderr"));
    }
    roles.add("--results", settings.results);
    roles.add("--failures", settings.failures);
    if (checkpoint != null) {
      roles.add("--checkpoint", checkpoint.path());
      roles.add("the checkpoint's temporary file", checkpoint.temporary());
      roles.add("the checkpoint's lock", checkpoint.lockFile());
    }
  }

  private int plan(OpenInput input) {
    long begun = console.nanoTime().getAsLong();
    DryRun plan = new DryRun(console.out(), stop);
    RowFeed feed = input.feed(plan);
    try (RowSender sender = sender(input, NO_TOKEN, settings.baseUrl(), null)) {
      sender.plan(feed.segment(), plan::page);
    }
    if (feed.failure() != null) {
      throw new UsageException(ImportRun.brokenInput(input.source(), feed), feed.failure());
    }
    plan.printSums();
    ImportRun.sayIfHalfId(feed, console);
    if (settings.json) {
      double seconds = (console.nanoTime().getAsLong() - begun) / 1e9;
      console
          .out()
          .println(
              new RowCounts(0, plan.brokenRows(), 0, plan.goodRows(), 0, 0, 0, seconds).json());
    }
    if (stop.isRequested()) {
      console.say("stopped early: stopped by " + stop.cause() + "; the plan lacks the other rows");
      return ExitStatus.STOPPED;
    }
    return plan.brokenRows() > 0 ? ExitStatus.SOME_NOT_ASSOCIATED : ExitStatus.DONE;
  }

  private RowSender sender(
      OpenInput input, String token, String baseUrl, @Nullable OkHttpClient client) {
    boolean oneTypePair = !input.header().hasTypeColumn();
    return RowSender.of(settings, token, baseUrl, retryPolicy, client, oneTypePair, stop, waits);
  }

  private int start(OpenInput input, String token, @Nullable CheckpointFile checkpoint)
      throws IOException {
    if (!settings.emulator) {
      return start(input, token, settings.baseUrl(), Proxies.client(env), checkpoint);
    }
    // The import reads the responses, so the emulator need not remember what it associated.
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().maxAssociations(1).start()) {
      return start(input, token, emulator.url(), null, checkpoint);
    }
  }

  private int start(
      OpenInput input,
      String token,
      String baseUrl,
      @Nullable OkHttpClient client,
      @Nullable CheckpointFile checkpoint)
      throws IOException {
    try (RowSender sender = sender(input, token, baseUrl, client);
        CheckpointKeeper keeper =
            checkpoint == null
                ? null
                : CheckpointKeeper.open(checkpoint, input, settings.setup(), token)) {
      Resume resumed = keeper == null ? null : keeper.load(settings.sameAccount);
      try (Outputs outputs = openOutputs(input)) {
        prepare(outputs, keeper, resumed, input);
        Resume start =
            resumed != null ? resumed : new Resume(input.offset(), input.nextLine(), 0, 0, 0);
        Ledger ledger = new Ledger(outputs, keeper, stop, start);
        return new ImportRun(settings, input, sender, ledger, console, stop, waits, baseUrl).run();
      }
    }
  }

  private Outputs openOutputs(OpenInput input) throws IOException {
    return Outputs.open(settings.results, settings.failures, input.header(), input.hasMark());
  }

  /** Begins or continues the output files, after the last check. */
  private void prepare(
      Outputs outputs, @Nullable CheckpointKeeper keeper, @Nullable Resume resumed, OpenInput input)
      throws IOException {
    boolean ready = false;
    try {
      if (settings.checkpoint != null && !outputs.areRegular()) {
        throw new UsageException(
            "--checkpoint needs --results and --failures to be regular files, which can be cut at a"
                + " resume; name such files or leave out --checkpoint");
      }
      if (keeper != null && resumed != null) {
        keeper.resume(outputs);
        input.resumeAt(resumed.offset(), resumed.nextLine(), resumed.rowsAhead());
        console.say(
            "resuming after "
                + Wording.rows(resumed.rows())
                + ", at line "
                + Wording.count(resumed.nextLine()));
      } else {
        if (!settings.overwrite) {
          outputs.requireOwn();
        }
        outputs.begin();
      }
      ready = true;
    } finally {
      if (!ready) {
        outputs.discard();
      }
    }
  }
}
