package io.github.hubspotassociations.emulator;

import java.util.List;

/**
 * Describes how a request or a response violates the OpenAPI document. Immutable.
 *
 * @param part whether the request or the response is at fault
 * @param method the method of the request
 * @param path the path of the request
 * @param status the status of the response
 * @param messages what is wrong, and where
 */
public record ContractViolation(
    Part part, String method, String path, int status, List<String> messages) {

  /** The part of the exchange that was checked. */
  public enum Part {
    /** The request that the client sent. */
    REQUEST,
    /** The response that the emulator was about to send. */
    RESPONSE
  }

  /**
   * Copies the messages.
   *
   * @param part whether the request or the response is at fault
   * @param method the method of the request
   * @param path the path of the request
   * @param status the status of the response
   * @param messages what is wrong, and where
   */
  public ContractViolation {
    messages = List.copyOf(messages);
  }
}
