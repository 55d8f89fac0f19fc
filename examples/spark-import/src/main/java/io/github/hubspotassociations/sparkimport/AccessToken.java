package io.github.hubspotassociations.sparkimport;

import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * Finds the access token where the sending task runs. It is never an option, a column or a part of
 * a closure: those end up in plans, logs and process lists.
 */
final class AccessToken {
  /** The environment of the executors, from a secret. */
  static final String VARIABLE = "HUBSPOT_ACCESS_TOKEN";

  /** Redacted in Spark's UI and event log, since its name has "token" in it. */
  static final String PROPERTY = "spark.hubspot.accessToken";

  private AccessToken() {}

  /**
   * Returns the token of the environment, or else of the configuration.
   *
   * @throws JobUsageException if there is none, or it can't be one; the message doesn't show it
   */
  static String find(Map<String, String> env, SparkConf conf) {
    String token = env.getOrDefault(VARIABLE, "").strip();
    String place = VARIABLE;
    if (token.isEmpty()) {
      token = conf.get(PROPERTY, "").strip();
      place = PROPERTY;
    }
    if (token.isEmpty()) {
      throw new JobUsageException(
          "no access token: put that of a HubSpot private app into the environment variable "
              + VARIABLE
              + " of the executors, from a secret, or as "
              + PROPERTY
              + " into a properties file");
    }
    if (!token.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new JobUsageException(
          place
              + " holds something that can't be an access token: copy the token from the private"
              + " app's page again, without blanks or line breaks");
    }
    return token;
  }
}
