package io.github.hubspotassociations.emulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A response and how it is sent, transport faults included.
 *
 * @param response the response, or null to close the connection without one
 * @param reset whether to reset the connection instead of closing it in order
 * @param delay how long to wait before the first byte
 * @param bodyLimit how many bytes of the body to send before the connection is closed, or -1 for
 *     all of them
 * @param pieceSize how many bytes to send at a time, or 0 for all at once
 * @param piecePause how long to wait after each piece
 */
record WireResponse(
    @Nullable HttpResponse response,
    boolean reset,
    Duration delay,
    int bodyLimit,
    int pieceSize,
    Duration piecePause) {

  static WireResponse of(HttpResponse response) {
    return new WireResponse(response, false, Duration.ZERO, -1, 0, Duration.ZERO);
  }
}
