package io.github.hubspotassociations.internal.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Utf8;

/**
 * The body of a batch request, written pair by pair into the sink: its length is known beforehand,
 * and the batch never exists as one String or byte array. One-shot, since only the library's own
 * retries may send a batch again, each with a body of its own.
 */
public final class BatchBody extends RequestBody {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final String HEAD = "{\"inputs\":[";
  private static final String TAIL = "]}";

  /** The bytes of a pair without its ids. */
  static final int PAIR_FRAME = pair("", "").length();

  /** The length of a body without pairs. */
  static final int ENVELOPE_BYTES = HEAD.length() + TAIL.length();

  // What is around a pair's keys, which bring their closing quotes, eight bytes at a time.
  private static final long PAIR = IdKey.eightBytes(",{\"from\"");
  private static final long ID = IdKey.eightBytes(":{\"id\":\"");
  private static final long TO = IdKey.eightBytes("},\"to\":{");

  /** Room for a pair of numbers, and for the bytes written beyond it. */
  private static final int NUMBERS_ROOM = 80;

  private static final int BUFFER_BYTES = 8192;

  private final Pairs pairs;
  private final int[] slots;
  private final long length;

  /**
   * Makes a body.
   *
   * @param slots the pairs to send, by their slots
   */
  public BatchBody(Pairs pairs, int[] slots) {
    this.pairs = pairs;
    this.slots = slots;
    this.length = slots.length == pairs.size() ? pairs.bodyBytes() : length(pairs, slots);
  }

  /** The encoded length of a pair, without the comma between pairs. */
  static int pairBytes(String from, String to) {
    return (int) Utf8.size(pair(from, to));
  }

  private static long length(Pairs pairs, int[] slots) {
    long length = ENVELOPE_BYTES + slots.length - 1L;
    for (int slot : slots) {
      length += pairBytes(pairs.id(slot, false), pairs.id(slot, true));
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
    sink.writeUtf8(HEAD);
    if (pairs.areNumbers()) {
      byte[] buffer = new byte[BUFFER_BYTES];
      ByteBuffer view = IdKey.view(buffer);
      for (int next = 0; next < slots.length; next += BUFFER_BYTES / NUMBERS_ROOM) {
        sink.write(buffer, 0, fill(view, next));
      }
    } else {
      for (int i = 0; i < slots.length; i++) {
        sink.writeUtf8(i > 0 ? "," : "");
        sink.writeUtf8(pair(pairs.id(slots[i], false), pairs.id(slots[i], true)));
      }
    }
    sink.writeUtf8(TAIL);
  }

  /**
   * Writes as many pairs of numbers as the buffer has room for, from their keys: 14 µs a page
   * instead of 28. A method of its own, since the JVM's compiler takes ten times as long where the
   * sink's methods are in the same loop.
   *
   * @return how many bytes they take
   */
  private int fill(ByteBuffer view, int next) {
    int end = Math.min(slots.length, next + BUFFER_BYTES / NUMBERS_ROOM);
    int at = 0;
    for (int i = next; i < end; i++) {
      int slot = slots[i];
      view.putLong(at, i > 0 ? PAIR : PAIR >>> 8);
      at += i > 0 ? 8 : 7;
      view.putLong(at, ID);
      at = putKey(pairs.start(slot, false), pairs.end(slot, false), view, at + 8);
      // This writes the brace of the record twice.
      view.putLong(at, TO);
      view.putLong(at + 6, ID);
      at = putKey(pairs.start(slot, true), pairs.end(slot, true), view, at + 14);
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

  private static String pair(String from, String to) {
    return "{\"from\":{\"id\":\"" + escaped(from) + "\"},\"to\":{\"id\":\"" + escaped(to) + "\"}}";
  }

  /** The inside of a JSON string. Surrogates are escaped, since UTF-8 cannot encode half a pair. */
  private static String escaped(String id) {
    StringBuilder json = new StringBuilder(id.length());
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c < ' ' || Character.isSurrogate(c)) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        if (c == '"' || c == '\\') {
          json.append('\\');
        }
        json.append(c);
      }
    }
    return json.toString();
  }
}
