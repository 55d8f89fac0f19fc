package io.github.hubspotassociations.sparkimport;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The application for {@code spark-submit}. */
public final class SparkImport {
  /** Every row is associated. */
  static final int DONE = 0;

  /** Some rows are not associated. */
  static final int SOME_NOT_ASSOCIATED = 1;

  /** Wrong usage or input. */
  static final int WRONG = 2;

  /** Stopped before the plan was done, or for a pair of object types. */
  static final int STOPPED = 3;

  private SparkImport() {}

  /**
   * Runs the job and exits with its status.
   *
   * @param args the options, as {@code --help} explains them
   */
  public static void main(String[] args) {
    Options options = new Options();
    CommandLine command = command(options);
    int status;
    try {
      command.parseArgs(args);
      if (command.isUsageHelpRequested()) {
        command.usage(System.out);
        status = DONE;
      } else if (command.isVersionHelpRequested()) {
        command.printVersionHelp(System.out);
        status = DONE;
      } else {
        status = run(options);
      }
    } catch (CommandLine.ParameterException e) {
      say(System.err, e.getMessage());
      System.err.println("Try '--help'.");
      status = WRONG;
    } catch (RuntimeException | Error e) {
      // Not Java's status for this, which is 1 and would say that the job is done.
      e.printStackTrace();
      status = STOPPED;
    }
    System.out.flush();
    System.err.flush();
    System.exit(status);
  }

  static CommandLine command(Options options) {
    return new CommandLine(options)
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static int run(Options options) {
    SparkSession spark = SparkSession.builder().appName("HubSpot associations").getOrCreate();
    try {
      return run(options, spark, System.out, System.err);
    } finally {
      spark.stop();
    }
  }

  /** The application without the process around it; returns the exit status. */
  static int run(Options options, SparkSession spark, PrintStream out, PrintStream err) {
    try {
      AssociationJob job = job(options, spark).progress(line -> say(err, line));
      return options.step == Options.Step.PLAN
          ? planned(job.plan(), out)
          : sent(job.run(), options, spark, out, err);
    } catch (JobUsageException e) {
      say(err, e.getMessage());
      return WRONG;
    } catch (Exception e) {
      // Spark throws checked exceptions that its methods don't declare.
      return failed(e, err);
    }
  }

  private static AssociationJob job(Options options, SparkSession spark) {
    AssociationJob job =
        options.step == Options.Step.SEND
            ? AssociationJob.planned(spark)
            : AssociationJob.from(input(options, spark));
    job.idColumns(options.fromIdColumn, options.toIdColumn)
        .tasks(options.tasks)
        .rowsPerWave(options.rowsPerWave)
        .pageSize(options.pageSize)
        .anyId(options.anyId);
    if (options.fromTypeColumn != null || options.toTypeColumn != null) {
      job.typeColumns(
          options.fromTypeColumn == null ? "from_type" : options.fromTypeColumn,
          options.toTypeColumn == null ? "to_type" : options.toTypeColumn);
    }
    if (options.fromType != null || options.toType != null) {
      if (options.fromType == null || options.toType == null) {
        throw new JobUsageException("give both --from-type and --to-type, or neither");
      }
      job.types(options.fromType, options.toType);
    }
    if (options.rate != null) {
      QuotaRate rate = QuotaRate.of(options.rate);
      job.rate(rate.requests(), rate.window());
    }
    if (options.release != null) {
      job.apiRelease(options.release);
    }
    if (options.baseUrl != null) {
      job.baseUrl(options.baseUrl);
    }
    if (options.earlier != null) {
      job.skipSettledIn(spark.read().format(options.earlierFormat).load(options.earlier));
    }
    if (options.work != null) {
      job.workDirectory(options.work);
    }
    return withOutcomes(job, options);
  }

  private static AssociationJob withOutcomes(AssociationJob job, Options options) {
    if (options.outcomes != null && options.outcomesFormat == null) {
      return job.outcomes(options.outcomes);
    }
    if (options.outcomes == null && options.outcomesFormat != null) {
      return job.outcomes(options.outcomesFormat, options.outcomesOptions);
    }
    throw new JobUsageException(
        "give --outcomes DIR, or --outcomes-format NAME with its --outcomes-option");
  }

  private static Dataset<Row> input(Options options, SparkSession spark) {
    Options.Input input = options.input;
    if (input.table != null) {
      return spark.table(input.table);
    }
    if (input.sql != null) {
      return spark.sql(input.sql);
    }
    if (input.path == null) {
      throw new JobUsageException(
          "there is no input: give --input PATH, --table NAME or --sql QUERY");
    }
    return spark.read().format(options.format).options(options.formatOptions).load(input.path);
  }

  private static int planned(AssociationPlan plan, PrintStream out) {
    out.println(plan);
    return plan.invalidRows() > 0 ? SOME_NOT_ASSOCIATED : DONE;
  }

  private static int sent(
      AssociationReport report,
      Options options,
      SparkSession spark,
      PrintStream out,
      PrintStream err) {
    if (report.stopCause() != null) {
      String rest =
          report.isComplete()
              ? "rows of a pair of object types are NOT_ATTEMPTED"
              : String.format(
                  Locale.ROOT,
                  "%,d rows are left, the same command goes on with them",
                  report.remaining());
      say(err, "stopped early: " + report.stopCause() + "; " + rest);
    }
    if (options.json) {
      out.println(report.toJson());
    } else {
      CountsTable.print(out, report, report.outcomes(spark));
    }
    if (report.stopCause() != null || !report.isComplete()) {
      return STOPPED;
    }
    return report.isAssociated() ? DONE : SOME_NOT_ASSOCIATED;
  }

  private static int failed(Exception e, PrintStream err) {
    Throwable wrong = find(JobUsageException.class, e);
    if (wrong == null) {
      wrong = find(AnalysisException.class, e);
    }
    if (wrong != null) {
      say(err, wrong.getMessage());
      return WRONG;
    }
    say(err, "stopped early by a failure; the same command goes on at the wave that failed");
    e.printStackTrace(err);
    return STOPPED;
  }

  private static @Nullable Throwable find(Class<? extends Throwable> type, Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return cause;
      }
    }
    return null;
  }

  private static void say(PrintStream err, @Nullable String sentence) {
    err.println("spark-import: " + sentence);
  }
}
