package io.github.hubspotassociations.emulator;

import java.util.List;

/**
 * A request or an answer that is not as the OpenAPI document says. Immutable.
 *
 * @param part which of the two
 * @param method the method of the request
 * @param path the path of the request
 * @param status the status of the answer
 * @param messages what is wrong, and where
 */
public record ContractViolation(
    Part part, String method, String path, int status, List<String> messages) {

  /** What was checked. */
  public enum Part {
    /** What the client sent. */
    REQUEST,
    /** What the emulator was about to answer. */
    ANSWER
  }

  /**
   * Copies the messages.
   *
   * @param part which of the two
   * @param method the method of the request
   * @param path the path of the request
   * @param status the status of the answer
   * @param messages what is wrong, and where
   */
  public ContractViolation {
    messages = List.copyOf(messages);
  }
}
