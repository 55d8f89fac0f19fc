package io.github.hubspotassociations.internal.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The distinct pairs of ids that a batch may carry, each at a slot of its own, from 0, in the order
 * in which they were added.
 *
 * <p>It finds a pair whichever way round it is given, and by number: {@code 00101} is {@code 101}.
 * That is a hash table with open addressing, where a pair and its reverse have the same hash. It is
 * not a {@code HashMap} because a page of 2,000 pairs asks it 2,000 times and its response up to
 * 4,000 times: looking up rows in random order took 380 µs with Strings, and takes 50 µs with the
 * keys of {@link IdKey}, into which a response is read without making Strings.
 *
 * <p>Once nothing more is added or looked for by {@link #find}, it is safe for use by any number of
 * threads.
 */
public final class Pairs {
  /** The pair is not there, in neither direction. */
  public static final int ABSENT = -1;

  private static final int FIRST_ROOM = 16;

  /** Most batches become full: growing to twice the room each time took a tenth of their making. */
  private static final int GROWTH = 8;

  private final int capacity;

  /**
   * The keys of each slot's pair, and of the one that was looked for last behind them, since what
   * comes next is mostly to add it: start and end of its from, start and end of its to.
   */
  private long[] keys = new long[0];

  /**
   * The ids of each slot's pair, as long as each id so far is a number that its key holds: null.
   */
  private @Nullable String @Nullable [] texts;

  private int[] table = new int[0];
  private int size;
  private long bodyBytes = BatchBody.ENVELOPE_BYTES;

  // The pair that was looked for last.
  private String from = "";
  private String to = "";
  private boolean isOfNumbers;

  /**
   * Makes room for pairs.
   *
   * @param capacity the number of pairs that are added at most
   */
  public Pairs(int capacity) {
    this.capacity = capacity;
    grow(Math.min(capacity, FIRST_ROOM));
  }

  /**
   * Returns the text by which an id is matched: a number's without leading zeros, since HubSpot may
   * respond with the number.
   */
  public static String canonical(String id) {
    return IdKey.canonical(id);
  }

  /** {@return the number of pairs} */
  public int size() {
    return size;
  }

  /** {@return the length in bytes of the request body that carries all pairs} */
  public long bodyBytes() {
    return bodyBytes;
  }

  /**
   * Looks for a pair, which {@link #add()} then adds.
   *
   * @return its slot, or {@link #ABSENT}, or less than that if the reverse pair is there
   */
  public int find(String from, String to) {
    this.from = from;
    this.to = to;
    String canonicalFrom = IdKey.canonical(from);
    String canonicalTo = IdKey.canonical(to);
    long fromStart = IdKey.start(canonicalFrom);
    long fromEnd = IdKey.end(canonicalFrom);
    long toStart = IdKey.start(canonicalTo);
    long toEnd = IdKey.end(canonicalTo);
    int next = 4 * size;
    keys[next] = fromStart;
    keys[next + 1] = fromEnd;
    keys[next + 2] = toStart;
    keys[next + 3] = toEnd;
    isOfNumbers =
        IdKey.isNumber(fromStart, fromEnd)
            && IdKey.isNumber(toStart, toEnd)
            && from.length() == canonicalFrom.length()
            && to.length() == canonicalTo.length();
    return find(fromStart, fromEnd, toStart, toEnd, canonicalFrom, canonicalTo);
  }

  /** {@return the length in bytes of the request body with the pair looked for last added} */
  public long bodyBytesWithOneMore() {
    return bodyBytes
        + (size == 0 ? 0 : 1)
        + (isOfNumbers
            ? BatchBody.PAIR_FRAME + from.length() + to.length()
            : BatchBody.pairBytes(from, to));
  }

  /**
   * Adds the pair that {@link #find} looked for last and did not find, in either direction.
   *
   * @return its slot
   */
  public int add() {
    if (4 * size + 4 == keys.length) {
      grow((int) Math.min(capacity, GROWTH * (long) size));
    }
    bodyBytes = bodyBytesWithOneMore();
    if (!isOfNumbers) {
      if (texts == null) {
        texts = new String[keys.length / 2];
      }
      texts[2 * size] = from;
      texts[2 * size + 1] = to;
    }
    place(size);
    return size++;
  }

  private void grow(int room) {
    keys = Arrays.copyOf(keys, 4 * room + 4);
    texts = texts == null ? null : Arrays.copyOf(texts, keys.length / 2);
    // A power of two, and at least half of it free.
    table = new int[Integer.highestOneBit(2 * room) * 2];
    Arrays.fill(table, ABSENT);
    for (int slot = 0; slot < size; slot++) {
      place(slot);
    }
  }

  /** Whether each id is a number that its key holds exactly. */
  boolean areNumbers() {
    return texts == null;
  }

  /** An id of a slot's pair, as it was given. */
  String id(int slot, boolean isTo) {
    String text = texts == null ? null : texts[2 * slot + (isTo ? 1 : 0)];
    return text == null ? IdKey.text(start(slot, isTo), end(slot, isTo)) : text;
  }

  /** The start of the key of a slot's from, or of its to. */
  long start(int slot, boolean isTo) {
    return keys[4 * slot + (isTo ? 2 : 0)];
  }

  /** The end of the key of a slot's from, or of its to. */
  long end(int slot, boolean isTo) {
    return keys[4 * slot + (isTo ? 3 : 1)];
  }

  /** Whether a slot's pair is that of two equal ids. */
  boolean isMirrored(int slot) {
    return start(slot, false) == start(slot, true)
        && end(slot, false) == end(slot, true)
        && (IdKey.isNumber(start(slot, false), end(slot, false))
            || id(slot, false).equals(id(slot, true)));
  }

  /** A slot that was found the other way round, as {@link #find} returns it, and back. */
  static int reversed(int slot) {
    return -2 - slot;
  }

  /** Finds a pair of ids, as {@link #find(String, String)} does. */
  int lookUp(String from, String to) {
    String canonicalFrom = IdKey.canonical(from);
    String canonicalTo = IdKey.canonical(to);
    return find(
        IdKey.start(canonicalFrom),
        IdKey.end(canonicalFrom),
        IdKey.start(canonicalTo),
        IdKey.end(canonicalTo),
        canonicalFrom,
        canonicalTo);
  }

  /** Finds a pair of ids that are numbers by their keys. */
  int lookUp(long fromStart, long fromEnd, long toStart, long toEnd) {
    return find(fromStart, fromEnd, toStart, toEnd, null, null);
  }

  private int find(
      long fromStart,
      long fromEnd,
      long toStart,
      long toEnd,
      @Nullable String from,
      @Nullable String to) {
    boolean areNumbers = IdKey.isNumber(fromStart, fromEnd) && IdKey.isNumber(toStart, toEnd);
    int mask = table.length - 1;
    int at = hash(fromStart, fromEnd, toStart, toEnd) & mask;
    for (; table[at] != ABSENT; at = (at + 1) & mask) {
      int slot = table[at];
      if (isPair(slot, fromStart, fromEnd, toStart, toEnd)
          && (areNumbers || isPair(slot, from, to))) {
        return slot;
      }
      if (isPair(slot, toStart, toEnd, fromStart, fromEnd)
          && (areNumbers || isPair(slot, to, from))) {
        return reversed(slot);
      }
    }
    return ABSENT;
  }

  /**
   * One comparison, as ids have their first digits in common: four branches were mispredicted too
   * often.
   */
  private boolean isPair(int slot, long fromStart, long fromEnd, long toStart, long toEnd) {
    int at = 4 * slot;
    return ((keys[at] ^ fromStart)
            | (keys[at + 1] ^ fromEnd)
            | (keys[at + 2] ^ toStart)
            | (keys[at + 3] ^ toEnd))
        == 0;
  }

  /** Compares canonical ids, of which at least one has a key that others may share. */
  private boolean isPair(int slot, @Nullable String from, @Nullable String to) {
    return IdKey.canonical(id(slot, false)).equals(from)
        && IdKey.canonical(id(slot, true)).equals(to);
  }

  private void place(int slot) {
    int mask = table.length - 1;
    int first = 4 * slot;
    int at = hash(keys[first], keys[first + 1], keys[first + 2], keys[first + 3]) & mask;
    while (table[at] != ABSENT) {
      at = (at + 1) & mask;
    }
    table[at] = slot;
  }

  /**
   * Scrambles both ids before it adds them up: ids that count up are linear, and a file that pairs
   * rising ids with falling ones would give every pair the same sum.
   */
  private static int hash(long fromStart, long fromEnd, long toStart, long toEnd) {
    return scramble(fromStart, fromEnd) + scramble(toStart, toEnd);
  }

  private static int scramble(long start, long end) {
    long hash = start * 0x9e3779b97f4a7c15L + end * 0xd6e8feb86659fd93L;
    hash ^= hash >>> 32;
    hash *= 0xd6e8feb86659fd93L;
    return (int) (hash >>> 32);
  }
}
