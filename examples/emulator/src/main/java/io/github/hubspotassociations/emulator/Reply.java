package io.github.hubspotassociations.emulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer and the way it goes over the wire, faults of transport included.
 *
 * @param answer what to send, or null to close the connection without a word
 * @param reset whether a closed connection ends in a reset instead of an orderly end
 * @param delay how long to wait before the first byte
 * @param bodyLimit how many bytes of the body to send before the connection is closed, or -1 for
 *     all of them
 * @param pieceSize how many bytes to send at a time, or 0 for all at once
 * @param piecePause how long to wait after each piece
 */
record Reply(
    @Nullable HttpAnswer answer,
    boolean reset,
    Duration delay,
    int bodyLimit,
    int pieceSize,
    Duration piecePause) {

  static Reply of(HttpAnswer answer) {
    return new Reply(answer, false, Duration.ZERO, -1, 0, Duration.ZERO);
  }
}
