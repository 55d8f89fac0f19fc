package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
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
    for (String signal : List.of("INT", "TERM")) {
      Signals.register(signal, () -> signalled("SIG" + signal, stop));
    }
    int status =
        run(args, System.getenv(), System.in, System.out, System.err, RetryPolicy.standard(), stop);
    System.out.flush();
    System.err.flush();
    System.exit(status);
  }

  private static void signalled(String signal, Stop stop) {
    if (stop.isRequested()) {
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
