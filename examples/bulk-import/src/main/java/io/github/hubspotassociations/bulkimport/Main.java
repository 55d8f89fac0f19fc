package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.support.UsageException;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import picocli.CommandLine;

/** The command {@code associate}. */
public final class Main {
  private Main() {}

  /**
   * Runs the command and exits with its status.
   *
   * @param args the command line, as {@code --help} explains it
   */
  public static void main(String[] args) {
    Stop stop = new Stop();
    AtomicBoolean signalled = new AtomicBoolean();
    for (String signal : List.of("INT", "TERM")) {
      Signals.register(signal, () -> onSignal("SIG" + signal, signalled, stop));
    }
    System.exit(status(args, stop));
  }

  private static int status(String[] args, Stop stop) {
    try {
      return run(
          args, System.getenv(), System.in, System.out, System.err, RetryPolicy.standard(), stop);
    } catch (RuntimeException | Error e) {
      // Not Java's status for this, which is 1 and would say that the import is done.
      e.printStackTrace();
      return ExitStatus.STOPPED;
    } finally {
      System.out.flush();
      System.err.flush();
    }
  }

  private static void onSignal(String signal, AtomicBoolean signalled, Stop stop) {
    if (!signalled.compareAndSet(false, true)) {
      stop.sayLastWords();
      Runtime.getRuntime().halt(ExitStatus.KILLED);
    }
    System.err.println(
        System.lineSeparator()
            + "associate: "
            + signal
            + ": finishing what is under way; a second signal ends at once");
    stop.request(signal);
  }

  /** The command without the process around it; returns the exit status. */
  static int run(
      String[] args,
      Map<String, String> env,
      InputStream in,
      PrintStream out,
      PrintStream err,
      RetryPolicy retryPolicy,
      Stop stop) {
    Settings settings = new Settings();
    CommandLine command = new CommandLine(settings).setExpandAtFiles(false);
    Console console = new Console(out, err, env, System::nanoTime);
    try {
      command.parseArgs(args);
      if (command.isUsageHelpRequested()) {
        command.usage(out);
        return ExitStatus.DONE;
      }
      if (command.isVersionHelpRequested()) {
        command.printVersionHelp(out);
        return ExitStatus.DONE;
      }
      settings.check();
      return new Importer(settings, env, in, console, retryPolicy, stop).run();
    } catch (CommandLine.ParameterException e) {
      console.say(e.getMessage());
      CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
      err.println("Try 'associate --help'.");
      return ExitStatus.WRONG;
    } catch (UsageException | IOException e) {
      console.say(e.getMessage());
      return ExitStatus.WRONG;
    }
  }
}
