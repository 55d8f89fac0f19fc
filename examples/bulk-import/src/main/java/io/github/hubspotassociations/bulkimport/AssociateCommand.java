package io.github.hubspotassociations.bulkimport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.hubspotassociations.bulkimport.support.Paths;
import io.github.hubspotassociations.bulkimport.support.Stop;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import io.github.hubspotassociations.bulkimport.support.Wording;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** The command {@code associate}. */
public final class AssociateCommand {
  private static final String NAME = "associate";

  private AssociateCommand() {}

  /**
   * Runs the command and exits with its status.
   *
   * @param args the command line, as {@code --help} explains it
   */
  public static void main(String[] args) {
    Stop stop = new Stop();
    AtomicBoolean signalled = new AtomicBoolean();
    for (String signal : List.of("INT", "TERM", "HUP")) {
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
      say("ended at once: the files may lack rows that were sent");
      stop.sayLastWords();
      Runtime.getRuntime().halt(ExitStatus.KILLED);
    }
    say(signal + ": finishing what is in flight; a second signal ends at once");
    stop.signal(signal);
  }

  private static void say(String sentence) {
    System.err.println(System.lineSeparator() + NAME + ": " + sentence);
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
    Console console = new Console(out, err, env, System::nanoTime);
    Settings settings =
        new Settings(
            checked -> {
              if (checked.completion) {
                out.print(AutoComplete.bash(NAME, checked.spec.commandLine()));
                return ExitStatus.DONE;
              }
              return new Importer(checked, env, in, console, retryPolicy, stop).run();
            });
    return new CommandLine(settings)
        .setExpandAtFiles(false)
        .registerConverter(Path.class, AssociateCommand::path)
        .registerConverter(int.class, AssociateCommand::wholeNumber)
        .setOut(new PrintWriter(new OutputStreamWriter(out, UTF_8), true))
        .setErr(new PrintWriter(new OutputStreamWriter(err, UTF_8), true))
        .setParameterExceptionHandler((e, all) -> wrongUsage(e, console, err))
        .setExecutionExceptionHandler((e, command, parsed) -> failure(e, console))
        .execute(args);
  }

  private static Path path(String name) {
    try {
      return Paths.of(name);
    } catch (UsageException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static int wholeNumber(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is no whole number");
    }
  }

  private static int wrongUsage(
      CommandLine.ParameterException e, Console console, PrintStream err) {
    console.say(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + NAME + " --help'.");
    return ExitStatus.WRONG;
  }

  private static int failure(Exception e, Console console) {
    if (e instanceof UsageException usage) {
      console.say(usage.getMessage());
      return usage.isStopped() ? ExitStatus.STOPPED : ExitStatus.WRONG;
    }
    if (e instanceof IOException io) {
      String message = io.getMessage();
      console.say(message == null ? Wording.reason(io) : message);
      return ExitStatus.WRONG;
    }
    console.say("stopped by a fault of this program: " + e);
    console.trace(e);
    return ExitStatus.STOPPED;
  }
}
