package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * The body of a batch request, written pair by pair into the sink: its length is known beforehand,
 * and the page never exists as one String or byte array. One-shot, since only our own retry layer
 * may send a page again, with a fresh body.
 */
final class PageBody extends RequestBody {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final byte[] HEAD = ascii("{\"inputs\":[");
  private static final byte[] BEFORE_FROM = ascii("{\"from\":{\"id\":\"");
  private static final byte[] BEFORE_TO = ascii("\"},\"to\":{\"id\":\"");
  private static final byte[] AFTER_TO = ascii("\"}}");
  private static final byte[] TAIL = ascii("]}");
  private static final int PAIR_FRAME = BEFORE_FROM.length + BEFORE_TO.length + AFTER_TO.length;

  /** The length of a body without pairs. */
  static final int ENVELOPE_BYTES = HEAD.length + TAIL.length;

  private static final int BUFFER_BYTES = 8192;

  private final InputPage<?> page;
  private final int[] slots;
  private final long length;

  /** The position of the pair to write next. */
  private int next;

  /**
   * @param slots the pairs to send, by their slots in the page
   */
  PageBody(InputPage<?> page, int[] slots) {
    this.page = page;
    this.slots = slots;
    this.length = slots.length == page.pairCount() ? page.encodedBytes() : length(page, slots);
  }

  /** The encoded length of a request's pair, without the comma between pairs. */
  static int pairBytes(AssociationRequest<?> request) {
    return PAIR_FRAME + WireText.length(request.from().id()) + WireText.length(request.to().id());
  }

  private static long length(InputPage<?> page, int[] slots) {
    long length = ENVELOPE_BYTES + slots.length - 1L;
    for (int slot : slots) {
      length += pairBytes(page.pair(slot));
    }
    return length;
  }

  @Override
  public MediaType contentType() {
    return JSON;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    sink.write(HEAD);
    next = 0;
    while (next < slots.length) {
      int room = roomFor(page.pair(slots[next]));
      if (room > buffer.length) {
        buffer = new byte[room];
      }
      sink.write(buffer, 0, fill(buffer));
    }
    sink.write(TAIL);
  }

  /**
   * Writes as many pairs as fit into the buffer; how many bytes they take. A method of its own,
   * since the JVM's compiler is at it ten times as long where the sink's are in the same loop.
   */
  private int fill(byte[] buffer) {
    int at = 0;
    for (; next < slots.length; next++) {
      AssociationRequest<?> pair = page.pair(slots[next]);
      if (at + roomFor(pair) > buffer.length) {
        break;
      }
      if (next > 0) {
        buffer[at++] = ',';
      }
      at = put(BEFORE_FROM, buffer, at);
      at = putId(pair.from().id(), buffer, at);
      at = put(BEFORE_TO, buffer, at);
      at = putId(pair.to().id(), buffer, at);
      at = put(AFTER_TO, buffer, at);
    }
    return at;
  }

  private int roomFor(AssociationRequest<?> pair) {
    return 1 + (page.isPlain() ? plainPairBytes(pair) : pairBytes(pair));
  }

  /** The encoded length of a request's pair whose ids are plain, without the comma. */
  static int plainPairBytes(AssociationRequest<?> pair) {
    return PAIR_FRAME + pair.from().id().length() + pair.to().id().length();
  }

  private int putId(String id, byte[] buffer, int at) {
    return page.isPlain() ? WireText.writePlain(id, buffer, at) : WireText.write(id, buffer, at);
  }

  private static int put(byte[] text, byte[] buffer, int at) {
    System.arraycopy(text, 0, buffer, at, text.length);
    return at + text.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
