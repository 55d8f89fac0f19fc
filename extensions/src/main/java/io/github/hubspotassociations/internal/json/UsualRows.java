package io.github.hubspotassociations.internal.json;

import java.nio.ByteBuffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows that are {@code ,{"from":{"id":"101"},"to":{"id":"202"},"associationSpec":{…}}}
 * exactly, with ids that are numbers and a spec that has been seen before, as nearly every row is.
 * Of a row's 140 bytes, the ids are 20 and the rest is always the same, so it is compared eight at
 * a time. A page's response takes 110 µs this way, and 2 ms key by key.
 */
final class UsualRows {
  private static final int SPECS_KEPT = 4;
  private static final int LONGEST_SPEC_KEPT = 256;

  // The last eight bytes before both ids are the same, and an id's closing quote is read with it.
  private static final long FROM = IdKey.eightBytes(",{\"from\"");
  private static final long TO = IdKey.eightBytes("},\"to\":{");
  private static final long ID = IdKey.eightBytes(":{\"id\":\"");
  private static final int BEFORE_FROM_BYTES = ",{\"from\":{\"id\":\"".length();
  private static final int BEFORE_TO_BYTES = "},\"to\":{\"id\":\"".length();
  private static final int LONGEST_IDS =
      BEFORE_FROM_BYTES + BEFORE_TO_BYTES + 2 * (IdKey.MAX_DIGITS + 1);

  private final BatchResponse response;
  private final Pairs pairs;

  // A response has two specs as a rule, one for each direction.
  private final KnownSpec[] specs = new KnownSpec[SPECS_KEPT];
  private int specCount;
  private int longestRow;

  UsualRows(BatchResponse response) {
    this.response = response;
    this.pairs = response.pairs;
  }

  /** The spec seen before that has that text; null if none has. */
  @Nullable KnownSpec known(ByteString text) {
    for (int i = 0; i < specCount; i++) {
      if (specs[i].text.equals(text)) {
        return specs[i];
      }
    }
    return null;
  }

  /** Takes note of a spec, so that rows which have it are usual. */
  void learn(KnownSpec spec) {
    if (spec.text.size() <= LONGEST_SPEC_KEPT) {
      specs[specCount < SPECS_KEPT ? specCount++ : SPECS_KEPT - 1] = spec;
      longestRow = Math.max(longestRow, LONGEST_IDS + spec.rest.length);
    }
  }

  /** The number of bytes from which {@link #read} reads at least one usual row; 0 if from none. */
  int longestRow() {
    return longestRow;
  }

  /**
   * Reads usual rows up to the first that is not, or that may go beyond the bytes. It reads nothing
   * of the source itself, since the JVM's compiler takes ten times as long where that is in the
   * same loop.
   *
   * @return the place behind the last row read
   */
  int read(byte[] bytes, int start, int end) {
    ByteBuffer view = IdKey.view(bytes);
    int at = start;
    while (specCount > 0 && end - at >= longestRow) {
      int next = row(bytes, view, at);
      if (next < 0) {
        break;
      }
      at = next;
    }
    return at;
  }

  /**
   * Reads such a row; reads nothing of any other. Where it is the one that is expected, its ids are
   * compared as they stand, without looking for their ends.
   *
   * @return the place behind it, or −1
   */
  private int row(byte[] bytes, ByteBuffer view, int at) {
    if (view.getLong(at) != FROM || view.getLong(at + Long.BYTES) != ID) {
      return -1;
    }
    int from = at + BEFORE_FROM_BYTES;
    int slot = response.expectedSlot();
    boolean isBack = response.expectsBack();
    int end = behind(pairs.start(slot, isBack), pairs.end(slot, isBack), view, from);
    if (end > 0 && isBeforeTo(view, end)) {
      end =
          behind(pairs.start(slot, !isBack), pairs.end(slot, !isBack), view, end + BEFORE_TO_BYTES);
      if (end > 0) {
        KnownSpec known = restOfRow(bytes, view, end);
        if (known == null) {
          return -1;
        }
        response.expectedRow(known.spec);
        return end + known.rest.length;
      }
    }
    return unexpectedRow(bytes, view, from);
  }

  /** Reads the row whose from begins there, of any pair. */
  private int unexpectedRow(byte[] bytes, ByteBuffer view, int from) {
    int fromDigits = digits(bytes, view, from);
    int to = from + fromDigits + 1 + BEFORE_TO_BYTES;
    if (fromDigits == 0 || !isBeforeTo(view, to - BEFORE_TO_BYTES)) {
      return -1;
    }
    int toDigits = digits(bytes, view, to);
    int end = to + toDigits + 1;
    KnownSpec known = toDigits == 0 ? null : restOfRow(bytes, view, end);
    if (known == null) {
      return -1;
    }
    response.row(
        first(fromDigits + 1, view.getLong(from)),
        first(fromDigits + 1 - Long.BYTES, view.getLong(from + Long.BYTES)),
        first(toDigits + 1, view.getLong(to)),
        first(toDigits + 1 - Long.BYTES, view.getLong(to + Long.BYTES)),
        known.spec);
    return end + known.rest.length;
  }

  private static boolean isBeforeTo(ByteBuffer view, int at) {
    return view.getLong(at) == TO && view.getLong(at + BEFORE_TO_BYTES - Long.BYTES) == ID;
  }

  /** The spec that follows with the rest of the row; null if none that is known does. */
  private @Nullable KnownSpec restOfRow(byte[] bytes, ByteBuffer view, int at) {
    for (int i = 0; i < specCount; i++) {
      if (specs[i].isAt(bytes, view, at)) {
        return specs[i];
      }
    }
    return null;
  }

  /**
   * The place behind the number of that key and its quote; 0 if something else is there. One
   * comparison where it can be, as in {@link Pairs}.
   */
  private static int behind(long start, long end, ByteBuffer view, int at) {
    if (!IdKey.isNumber(start, end)) {
      return 0;
    }
    int length = IdKey.length(start, end);
    long differs = view.getLong(at) ^ start;
    if (end == 0) {
      differs <<= 64 - 8 * length;
    } else {
      differs |= (view.getLong(at + Long.BYTES) ^ end) << (128 - 8 * length);
    }
    return differs == 0 ? at + length : 0;
  }

  /** The digits of a number that {@link IdKey} has a key for, in front of a quote; 0 if none is. */
  private static int digits(byte[] bytes, ByteBuffer view, int at) {
    int digits = digits(view.getLong(at));
    if (digits == Long.BYTES) {
      digits += digits(view.getLong(at + Long.BYTES));
    }
    boolean isNumber = digits <= IdKey.MAX_DIGITS && bytes[at + digits] == '"';
    return isNumber && (bytes[at] != '0' || digits == 1) ? digits : 0;
  }

  /** How many of eight bytes are ASCII digits, counted from the lowest. */
  private static int digits(long bytes) {
    long others =
        ((bytes ^ 0x3030303030303030L) | ((bytes ^ 0x3030303030303030L) + 0x0606060606060606L))
            & 0xf0f0f0f0f0f0f0f0L;
    return Long.numberOfTrailingZeros(others) >> 3;
  }

  /** So many of eight bytes, counted from the lowest, with zeros above them. */
  private static long first(int count, long bytes) {
    if (count <= 0) {
      return 0;
    }
    return count < Long.BYTES ? bytes & (-1L >>> (64 - 8 * count)) : bytes;
  }
}
