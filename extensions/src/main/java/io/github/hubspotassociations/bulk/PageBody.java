package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
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

  /** The bytes of a pair without its ids. */
  static final int PAIR_FRAME = BEFORE_FROM.length + BEFORE_TO.length + AFTER_TO.length;

  /** The length of a body without pairs. */
  static final int ENVELOPE_BYTES = HEAD.length + TAIL.length;

  // The same, eight bytes at a time, around keys that bring their closing quotes.
  private static final long PAIR = Literal.eightBytes(",{\"from\"");
  private static final long ID = Literal.eightBytes(":{\"id\":\"");
  private static final long TO = Literal.eightBytes("},\"to\":{");

  /** Room for a pair of numbers, and for what is written over behind it. */
  private static final int NUMBERS_ROOM = 80;

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
    ByteBuffer view = Literal.view(buffer);
    sink.write(HEAD);
    next = 0;
    while (next < slots.length) {
      if (page.areNumbers()) {
        sink.write(buffer, 0, fillNumbers(view));
        continue;
      }
      int room = 1 + pairBytes(page.pair(slots[next]));
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
      if (at + 1 + pairBytes(pair) > buffer.length) {
        break;
      }
      if (next > 0) {
        buffer[at++] = ',';
      }
      at = put(BEFORE_FROM, buffer, at);
      at = WireText.write(pair.from().id(), buffer, at);
      at = put(BEFORE_TO, buffer, at);
      at = WireText.write(pair.to().id(), buffer, at);
      at = put(AFTER_TO, buffer, at);
    }
    return at;
  }

  /** The same for ids that are numbers, from their keys: 14 µs a page instead of 28. */
  private int fillNumbers(ByteBuffer view) {
    PairIndex keys = page.keys();
    int at = 0;
    for (; next < slots.length && at + NUMBERS_ROOM <= view.capacity(); next++) {
      int slot = slots[next];
      view.putLong(at, next > 0 ? PAIR : PAIR >>> 8);
      at += next > 0 ? 8 : 7;
      view.putLong(at, ID);
      at = putKey(keys.start(slot, false), keys.end(slot, false), view, at + 8);
      // This writes the brace of the record twice.
      view.putLong(at, TO);
      view.putLong(at + 6, ID);
      at = putKey(keys.start(slot, true), keys.end(slot, true), view, at + 14);
      view.putShort(at, (short) 0x7d7d);
      at += 2;
    }
    return at;
  }

  private static int putKey(long start, long end, ByteBuffer view, int at) {
    view.putLong(at, start);
    view.putLong(at + 8, end);
    return at + IdKey.length(start, end);
  }

  private static int put(byte[] text, byte[] buffer, int at) {
    System.arraycopy(text, 0, buffer, at, text.length);
    return at + text.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
