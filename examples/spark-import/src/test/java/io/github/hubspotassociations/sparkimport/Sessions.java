package io.github.hubspotassociations.sparkimport;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;

/** Sessions as the tests need them. */
final class Sessions {
  static final String TOKEN = "pat-na1-not-to-be-seen-anywhere";

  private Sessions() {}

  static SparkSession.Builder builder(String master, Path eventLog) {
    return SparkSession.builder()
        .master(master)
        .appName("HubSpot associations")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.default.parallelism", "2")
        .config("spark.eventLog.enabled", "true")
        .config("spark.eventLog.compress", "false")
        .config("spark.eventLog.dir", eventLog.toUri().toString())
        .config("spark.sql.warehouse.dir", eventLog.resolve("warehouse").toString())
        .config("spark.hadoop.fs.flaky.impl", FlakyFileSystem.class.getName())
        .config(AccessToken.PROPERTY, TOKEN);
  }

  /**
   * Runs a job on a thread of its own. Not in the common pool: its only thread on two cores is the
   * one that Hadoop's reads of local files need.
   */
  static CompletableFuture<AssociationReport> start(AssociationJob job) {
    return CompletableFuture.supplyAsync(job::run, command -> new Thread(command, "job").start());
  }
}
