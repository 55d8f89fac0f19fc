package io.github.hubspotassociations.sparkimport;

import java.nio.file.Path;
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
}
