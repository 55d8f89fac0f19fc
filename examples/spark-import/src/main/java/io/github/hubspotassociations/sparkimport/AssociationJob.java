package io.github.hubspotassociations.sparkimport;

import io.github.hubspotassociations.ObjectRef;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Associates the pairs of a Dataset in HubSpot.
 *
 * <pre>{@code
 * AssociationReport report =
 *     AssociationJob.from(pairs)
 *         .types("contacts", "companies")
 *         .outcomes("s3a://lake/links")
 *         .run();
 * }</pre>
 *
 * <p>The rows are sorted into files first, then sent in waves, one Spark job each. A job whose
 * driver died, or which HubSpot stopped, goes on at the first wave that is not done when it is run
 * again; a job that is done sends nothing. One driver at a time may run the job of a directory.
 *
 * <p>The access token comes from the environment variable {@code HUBSPOT_ACCESS_TOKEN} of the
 * executors, else from the property {@code spark.hubspot.accessToken}. Not thread-safe.
 */
public final class AssociationJob {
  private static final Logger LOGGER = LoggerFactory.getLogger(AssociationJob.class);

  private final SparkSession spark;
  private final @Nullable Dataset<Row> input;
  private InputPairs.Columns columns = InputPairs.Columns.USUAL;
  private @Nullable String fromType;
  private @Nullable String toType;
  private @Nullable Target target;
  private @Nullable String workDirectory;
  private @Nullable Dataset<Row> earlier;
  private int tasks = 1;
  private long rowsPerWave = 20_000_000;
  private @Nullable QuotaRate rate;
  private int pageSize = 2000;
  private boolean anyId;
  private @Nullable String release;
  private String baseUrl = "https://api.hubapi.com";
  private Consumer<String> progress = LOGGER::info;

  private AssociationJob(SparkSession spark, @Nullable Dataset<Row> input) {
    this.spark = spark;
    this.input = input;
  }

  /**
   * Begins a job.
   *
   * @param pairs the pairs: {@code from_id} and {@code to_id}, strings or whole numbers, perhaps
   *     {@code from_type} and {@code to_type}, and any other columns, which the outcomes carry
   * @return the job, to be given at least its outcomes
   */
  public static AssociationJob from(Dataset<Row> pairs) {
    return new AssociationJob(pairs.sparkSession(), Objects.requireNonNull(pairs, "pairs"));
  }

  /**
   * Takes up a job that {@link #plan} has planned, without its input.
   *
   * @param spark the session to run it with
   * @return the job, to be given the same outcomes
   */
  public static AssociationJob planned(SparkSession spark) {
    return new AssociationJob(Objects.requireNonNull(spark, "spark"), null);
  }

  /**
   * Sets the object types of rows that have none of their own.
   *
   * @param fromType such as {@code contacts}, {@code 0-1} or {@code p1234_pets}
   * @param toType such as {@code companies}
   * @return this job
   * @throws IllegalArgumentException if one can't be an object type
   */
  public AssociationJob types(String fromType, String toType) {
    this.fromType = checkedType(fromType);
    this.toType = checkedType(toType);
    return this;
  }

  private static String checkedType(String type) {
    try {
      return ObjectRef.of(type.strip(), "1").objectType();
    } catch (IllegalArgumentException e) {
      throw new JobUsageException("'" + type + "' is no object type: " + e.getMessage(), e);
    }
  }

  /**
   * Names the columns of the ids. Default {@code from_id} and {@code to_id}.
   *
   * @param fromId a column of strings or whole numbers
   * @param toId another one
   * @return this job
   */
  public AssociationJob idColumns(String fromId, String toId) {
    this.columns =
        new InputPairs.Columns(fromId, toId, columns.fromType(), columns.toType(), columns.types());
    return this;
  }

  /**
   * Names the columns of the object types. Default {@code from_type} and {@code to_type}, which may
   * be missing.
   *
   * @param fromType a column of strings
   * @param toType another one
   * @return this job
   */
  public AssociationJob typeColumns(String fromType, String toType) {
    this.columns = new InputPairs.Columns(columns.fromId(), columns.toId(), fromType, toType, true);
    return this;
  }

  /**
   * Sets the directory for the outcomes: Parquet, in a directory {@code outcome=…} for each
   * outcome. The plan and the waves are kept in {@code _job} in it.
   *
   * @param directory new, or that of the same job
   * @return this job
   */
  public AssociationJob outcomes(String directory) {
    this.target = Target.directory(Objects.requireNonNull(directory, "directory"));
    return this;
  }

  /**
   * Sets a format for the outcomes, which replace what it has. Needs a {@link #workDirectory}.
   *
   * @param format a format that Spark can write, such as {@code delta}
   * @param options its options
   * @return this job
   */
  public AssociationJob outcomes(String format, Map<String, String> options) {
    this.target = Target.format(format, options);
    return this;
  }

  /**
   * Sets where the plan and the waves are kept. Default {@code _job} in the outcomes' directory.
   *
   * @param directory new, or that of the same job
   * @return this job
   */
  public AssociationJob workDirectory(String directory) {
    this.workDirectory = Objects.requireNonNull(directory, "directory");
    return this;
  }

  /**
   * Leaves out the rows whose types and ids were ASSOCIATED or REJECTED before. Filter the Dataset
   * to send some of them again.
   *
   * @param outcomes what earlier jobs wrote
   * @return this job
   */
  public AssociationJob skipSettledIn(Dataset<Row> outcomes) {
    this.earlier = Objects.requireNonNull(outcomes, "outcomes");
    return this;
  }

  /**
   * Sets how many tasks send at a time. Default 1, which feeds any quota that HubSpot sells: all
   * tasks share one quota, so more of them are not faster.
   *
   * @param tasks 1 or more
   * @return this job
   */
  public AssociationJob tasks(int tasks) {
    this.tasks = tasks;
    return this;
  }

  /**
   * Sets how many rows a wave has at most, give or take a file's. Default 20,000,000, ten minutes
   * of a quota of 190 requests in 10 s. It is part of the plan.
   *
   * @param rows 1 or more
   * @return this job
   */
  public AssociationJob rowsPerWave(long rows) {
    if (rows < 1) {
      throw new JobUsageException("rowsPerWave is " + rows + ": give 1 or more");
    }
    this.rowsPerWave = rows;
    return this;
  }

  /**
   * Sets the rate of the account, a total of all tasks. Default: what HubSpot's headers say.
   *
   * @param requests how many requests in a window
   * @param window its length, up to a day
   * @return this job
   */
  public AssociationJob rate(int requests, Duration window) {
    this.rate = new QuotaRate(requests, window);
    return this;
  }

  /**
   * Sets how many rows a request has at most. Default 2,000, HubSpot's limit.
   *
   * @param rows 1 to 2,000
   * @return this job
   */
  public AssociationJob pageSize(int rows) {
    if (rows < 1 || rows > 2000) {
      throw new JobUsageException("pageSize is " + rows + ": give 1 to 2000");
    }
    this.pageSize = rows;
    return this;
  }

  /**
   * Sets whether IDs are sent that are not digits alone, for HubSpot to judge. Default false: such
   * a row is REJECTED with category INVALID_ROW. It is part of the plan.
   *
   * @param anyId whether to send them
   * @return this job
   */
  public AssociationJob anyId(boolean anyId) {
    this.anyId = anyId;
    return this;
  }

  /**
   * Sets the release of HubSpot's API. Default: the library's.
   *
   * @param release such as {@code 2026-03}, or {@code v4}
   * @return this job
   */
  public AssociationJob apiRelease(String release) {
    this.release = Objects.requireNonNull(release, "release").strip();
    return this;
  }

  /**
   * Sets the host. Default {@code https://api.hubapi.com}.
   *
   * @param baseUrl as the library takes it; plain http only to a loopback address
   * @return this job
   */
  public AssociationJob baseUrl(String baseUrl) {
    this.baseUrl = Objects.requireNonNull(baseUrl, "baseUrl").strip();
    return this;
  }

  /**
   * Sets what takes a line for each step, and for each heartbeat of an executor that sends.
   * Default: the log, at level info.
   *
   * @param progress called by one thread at a time, the one that runs the job or one of Spark's
   * @return this job
   */
  public AssociationJob progress(Consumer<String> progress) {
    this.progress = Objects.requireNonNull(progress, "progress");
    return this;
  }

  /**
   * Sorts the input into files, or checks that they are those of this input, and sends nothing.
   *
   * @return the plan
   * @throws IllegalArgumentException if something has to be changed first; its message says what
   */
  public AssociationPlan plan() {
    try {
      return checkedPlan();
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  private AssociationPlan checkedPlan() {
    QuotaRate.checkTasks(rate, tasks, pageSize);
    Target to = target();
    WorkDirectory work = work(to);
    AssociationPlan plan = AssociationPlan.load(work);
    if (input == null) {
      if (plan == null) {
        throw new JobUsageException("there is no plan in " + work + ": plan the job first");
      }
      return plan;
    }
    Dataset<Row> pairs = InputPairs.of(input, columns, fromType, toType, anyId);
    if (plan == null) {
      to.checkIsNew(spark);
    }
    describe("looking at the input");
    InputPairs.Fingerprint fingerprint = InputPairs.fingerprint(pairs);
    if (plan != null) {
      plan.checkIsOf(fingerprint, work);
      return plan;
    }
    describe("planning: sorting " + fingerprint.rows() + " rows into files");
    Dataset<Row> rows = earlier == null ? pairs : InputPairs.withoutSettled(pairs, earlier);
    plan = AssociationPlan.make(rows, fingerprint, work, tasks, rowsPerWave, pageSize);
    progress.accept("planned " + plan);
    return plan;
  }

  /**
   * Plans, if need be, and sends what is not sent yet. Blocks until it is done or stopped, so don't
   * call it in {@code ForkJoinPool.commonPool()}, whose few threads Hadoop's reads of files need.
   *
   * @return the account; if it is not complete, run the job again
   * @throws IllegalArgumentException if something has to be changed first; its message says what
   */
  public AssociationReport run() {
    long begun = System.nanoTime();
    checkNoSpeculation();
    ExecutorAccount.check(settings());
    AssociationPlan plan = plan();
    try {
      return new JobRun(spark, work(target()), plan, settings(), target(), progress, begun).run();
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  private SendSettings settings() {
    return new SendSettings(baseUrl, release, rate, tasks, pageSize);
  }

  private Target target() {
    if (target == null) {
      throw new JobUsageException("the job has no place for its outcomes: call outcomes(…)");
    }
    return target;
  }

  private WorkDirectory work(Target to) {
    String directory = workDirectory != null ? workDirectory : to.workDirectory();
    if (directory == null) {
      throw new JobUsageException(
          "outcomes in a format need a directory for the plan and the waves: call"
              + " workDirectory(…)");
    }
    return WorkDirectory.of(spark, directory);
  }

  private void checkNoSpeculation() {
    if (spark.sparkContext().getConf().getBoolean("spark.speculation", false)) {
      throw new JobUsageException(
          "spark.speculation is true: Spark would start a sending task a second time while the"
              + " first one waits for the rate limit, and both would spend the quota. Set it to"
              + " false");
    }
  }

  private void describe(String step) {
    spark.sparkContext().setJobDescription("HubSpot associations: " + step);
  }

  /** Says nothing of options or tokens. */
  @Override
  public String toString() {
    return "AssociationJob{outcomes=" + target + ", baseUrl=" + baseUrl + ", tasks=" + tasks + "}";
  }
}
