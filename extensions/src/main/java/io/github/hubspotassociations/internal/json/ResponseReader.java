package io.github.hubspotassociations.internal.json;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer to a batch as it streams in, and gives its rows to a {@link BatchResponse}
 * without building objects for them.
 *
 * <p>It takes what Moshi's adapters take: keys in any order, unknown ones skipped, white space,
 * escapes, ids as strings or numbers, null or absent properties. A row of an answer is about 140
 * bytes, of which the ids are 20 and the rest repeats: decoding a page of 2,000 pairs into models
 * took as long as all of OkHttp's work for it, reading it this way a third of that.
 */
final class ResponseReader {
  private static final int BUFFER_BYTES = 16 * 1024;

  /** Room for both rows of a pair and what is around them. */
  private static final int BUFFER_BYTES_PER_PAIR = 1024;

  /**
   * More than any row or list of errors of an honest answer; what is longer is not held in memory.
   */
  private static final int MAX_VALUE_BYTES = 16 * 1024 * 1024;

  private static final int HEAD_BYTES = 1024;
  private static final int SPECS_KEPT = 4;
  private static final int LONGEST_SPEC_KEPT = 256;

  private static final byte[] RESULTS = ascii("results");
  private static final byte[] ERRORS = ascii("errors");
  private static final byte[] NUM_ERRORS = ascii("numErrors");
  private static final byte[] FROM = ascii("from");
  private static final byte[] TO = ascii("to");
  private static final byte[] ID = ascii("id");
  private static final byte[] SPEC = ascii("associationSpec");

  // A row as HubSpot writes it, behind another; the last eight bytes before an id are the same, and
  // its closing quote is read with it.
  private static final long FROM_OF_ROW = Literal.eightBytes(",{\"from\"");
  private static final long TO_OF_ROW = Literal.eightBytes("},\"to\":{");
  private static final long ID_OF_ROW = Literal.eightBytes(":{\"id\":\"");
  private static final int BEFORE_FROM_BYTES = ",{\"from\":{\"id\":\"".length();
  private static final int BEFORE_TO_BYTES = "},\"to\":{\"id\":\"".length();
  private static final String BEFORE_SPEC = "},\"associationSpec\":";
  private static final String AFTER_SPEC = "}";

  /** More than a row as HubSpot writes it, with a spec that is kept and any number of digits. */
  private static final int USUAL_ROW_BYTES = 512;

  private static final JsonAdapter<AssociationSpec> SPEC_ADAPTER =
      new Moshi.Builder()
          .add(ModelJsonAdapterFactory.INSTANCE)
          .build()
          .adapter(AssociationSpec.class);

  private final BufferedSource source;
  private final BatchResponse match;

  private byte[] buffer;
  private ByteBuffer view;
  private int position;
  private int limit;

  /** Where the value begins that has to stay in the buffer as a whole; −1 where none has to. */
  private int kept = -1;

  private byte @Nullable [] head;

  // The string read last: its place behind the kept position.
  private int textStart;
  private int textEnd;

  // The number read last: its key, and the place behind its quote.
  private long numberStart;
  private long numberRest;
  private int numberEnd;

  // The row being read: the places of its ids behind the kept position.
  private int fromStart;
  private int fromEnd;
  private int toStart;
  private int toEnd;

  // An answer has two kinds of specs as a rule, each repeated to the letter: they are known by
  // their text, and where a row is as HubSpot writes it by all that is behind its ids.
  private final Literal[] specTexts = new Literal[SPECS_KEPT];
  private final Literal[] restsOfRow = new Literal[SPECS_KEPT];
  private final AssociationSpec[] specs = new AssociationSpec[SPECS_KEPT];
  private int specCount;

  private @Nullable String errors;
  private long numErrors;

  ResponseReader(BufferedSource source, BatchResponse match) {
    this.source = source;
    this.match = match;
    this.buffer =
        new byte[(int) Math.min(BUFFER_BYTES, (long) BUFFER_BYTES_PER_PAIR * match.size())];
    this.view = Literal.view(buffer);
  }

  /**
   * Reads the answer to its end.
   *
   * @throws JsonDataException if it is JSON, but not an answer to a batch
   * @throws IOException if it breaks off or is not JSON
   */
  void read() throws IOException {
    skipByteOrderMark();
    byte first = next();
    if (first != '{') {
      throw unexpected(first, "an object");
    }
    boolean known = false;
    for (byte b = next(); b != '}'; b = next()) {
      kept = position - 1;
      key(b);
      if (textIs(RESULTS)) {
        kept = -1;
        known = true;
        results();
      } else if (textIs(ERRORS)) {
        known = true;
        errors();
      } else if (textIs(NUM_ERRORS)) {
        numErrors();
      } else {
        kept = -1;
        skipValue(next());
      }
      kept = -1;
      b = next();
      if (b == '}') {
        break;
      }
      if (b != ',') {
        throw unexpected(b, "',' or '}'");
      }
    }
    if (!known) {
      throw new JsonDataException("The answer has neither results nor errors");
    }
  }

  /** The JSON texts of the response's errors. */
  List<String> errorTexts() throws IOException {
    List<String> texts = new ArrayList<>();
    if (errors != null) {
      JsonReader json = JsonReader.of(new Buffer().writeUtf8(errors));
      boolean isList = json.peek() == JsonReader.Token.BEGIN_ARRAY;
      if (isList) {
        json.beginArray();
      }
      do {
        if (isList && !json.hasNext()) {
          break;
        }
        try (BufferedSource error = json.nextSource()) {
          String text = error.readUtf8();
          if (!"null".equals(text)) {
            texts.add(text);
          }
        }
      } while (isList);
    }
    return texts;
  }

  /** The number of errors that the answer counts; 0 if it does not. */
  long errorCount() {
    return numErrors;
  }

  /** The first bytes of the answer, for the message of an error. */
  String head() {
    return head == null ? "" : new String(head, StandardCharsets.UTF_8);
  }

  private void results() throws IOException {
    byte b = next();
    if (b == 'n') {
      skipValue(b);
      return;
    }
    if (b != '[') {
      throw new JsonDataException("results is not an array");
    }
    for (b = next(); b != ']'; b = next()) {
      if (b == '{') {
        row();
        while (usualRows() && fill()) {
          // On with what was read.
        }
      } else if (b != ',') {
        skipValue(b);
      }
    }
  }

  /**
   * Reads rows as long as they are {@code
   * ,{"from":{"id":"101"},"to":{"id":"202"},"associationSpec":{…}}} to the letter, their ids are
   * numbers and their spec has been seen before, as nearly every row is: a page's answer takes 130
   * µs this way, and 420 µs key by key. Reads no more of the source, since the JVM's compiler is at
   * it ten times as long where that is in the same loop.
   *
   * @return whether it was for lack of bytes that it stopped
   */
  private boolean usualRows() {
    while (limit - position >= USUAL_ROW_BYTES) {
      if (!usualRow()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads such a row; reads nothing of any other. Where it is the one that is expected, its ids are
   * compared as they stand: nobody has to find out where they end.
   */
  private boolean usualRow() {
    if (view.getLong(position) != FROM_OF_ROW || view.getLong(position + Long.BYTES) != ID_OF_ROW) {
      return false;
    }
    int from = position + BEFORE_FROM_BYTES;
    Pairs keys = match.pairs();
    int slot = match.expectedSlot();
    boolean isBack = match.expectsBack();
    int at = behind(keys.start(slot, isBack), keys.end(slot, isBack), from);
    if (at > 0 && isBeforeTo(at)) {
      at = behind(keys.start(slot, !isBack), keys.end(slot, !isBack), at + BEFORE_TO_BYTES);
      if (at > 0) {
        int spec = restOfRow(at);
        if (spec >= 0) {
          match.expectedRow(specs[spec]);
        }
        return spec >= 0;
      }
    }
    return unexpectedRow(from);
  }

  /** Reads the row whose from begins there, of any pair. */
  private boolean unexpectedRow(int from) {
    if (!number(from) || !isBeforeTo(numberEnd)) {
      return false;
    }
    long fromStart = numberStart;
    long fromEnd = numberRest;
    if (!number(numberEnd + BEFORE_TO_BYTES)) {
      return false;
    }
    int spec = restOfRow(numberEnd);
    if (spec >= 0) {
      match.row(fromStart, fromEnd, numberStart, numberRest, specs[spec]);
    }
    return spec >= 0;
  }

  private boolean isBeforeTo(int at) {
    return view.getLong(at) == TO_OF_ROW
        && view.getLong(at + BEFORE_TO_BYTES - Long.BYTES) == ID_OF_ROW;
  }

  /** Goes behind the row if its ids end there and its spec is known: which one, or −1. */
  private int restOfRow(int at) {
    for (int i = 0; i < specCount; i++) {
      if (restsOfRow[i].isAt(buffer, view, at)) {
        position = at + restsOfRow[i].length();
        return i;
      }
    }
    return -1;
  }

  /**
   * The place behind the number of that key and its quote; 0 if something else is there. One
   * comparison where it can be, as in {@link Pairs}.
   */
  private int behind(long start, long end, int at) {
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

  /** Reads a number and its quote, of which {@link IdKey} has a key; whether there was one. */
  private boolean number(int at) {
    if (buffer[at] == '0' && buffer[at + 1] != '"') {
      return false; // Leading zeros are for the general case.
    }
    numberStart = view.getLong(at);
    numberRest = 0;
    int digits = digits(numberStart);
    if (digits < Long.BYTES) {
      numberStart &= firstBytes(digits + 1);
    } else {
      numberRest = view.getLong(at + Long.BYTES);
      digits += digits(numberRest);
      numberRest &= firstBytes(digits - Long.BYTES + 1);
    }
    numberEnd = at + digits + 1;
    return digits > 0 && digits <= IdKey.MAX_DIGITS && buffer[at + digits] == '"';
  }

  private static long firstBytes(int count) {
    return -1L >>> (64 - 8 * count);
  }

  /** How many of eight bytes are ASCII digits, counted from the lowest. */
  private static int digits(long bytes) {
    long others =
        ((bytes ^ 0x3030303030303030L) | ((bytes ^ 0x3030303030303030L) + 0x0606060606060606L))
            & 0xf0f0f0f0f0f0f0f0L;
    return Long.numberOfTrailingZeros(others) >> 3;
  }

  private void row() throws IOException {
    kept = position - 1;
    fromStart = -1;
    toStart = -1;
    AssociationSpec spec = null;
    for (byte b = next(); b != '}'; b = next()) {
      if (b == ',') {
        continue;
      }
      key(b);
      if (textIs(FROM)) {
        if (record()) {
          fromStart = textStart;
          fromEnd = textEnd;
        }
      } else if (textIs(TO)) {
        if (record()) {
          toStart = textStart;
          toEnd = textEnd;
        }
      } else if (textIs(SPEC)) {
        spec = spec();
      } else {
        skipValue(next());
      }
    }
    if (fromStart >= 0 && toStart >= 0) {
      match.row(text(fromStart, fromEnd), text(toStart, toEnd), spec);
    }
    kept = -1;
  }

  /**
   * Reads {@code {"id":"101"}}; whether there was an id, whose place is then that of the text read
   * last.
   */
  private boolean record() throws IOException {
    byte b = next();
    if (b != '{') {
      skipValue(b);
      return false;
    }
    int start = -1;
    int end = -1;
    for (b = next(); b != '}'; b = next()) {
      if (b == ',') {
        continue;
      }
      key(b);
      b = textIs(ID) ? next() : skipValue(next());
      if (b == '"') {
        text();
      } else if ((b >= '0' && b <= '9') || b == '-') {
        number();
      } else {
        if (b != SKIPPED) {
          skipValue(b);
        }
        continue;
      }
      start = textStart;
      end = textEnd;
    }
    textStart = start;
    textEnd = end;
    return start >= 0;
  }

  private @Nullable AssociationSpec spec() throws IOException {
    byte b = next();
    if (b != '{') {
      skipValue(b);
      return null;
    }
    position--;
    for (int i = 0; i < specCount; i++) {
      if (skipped(specTexts[i])) {
        return specs[i];
      }
    }
    int start = position - kept;
    skipValue(next());
    byte[] text = Arrays.copyOfRange(buffer, kept + start, position);
    AssociationSpec spec;
    try {
      spec = SPEC_ADAPTER.fromJson(new Buffer().write(text));
    } catch (JsonDataException e) {
      // The row says that the pair is associated, if not as what.
      return null;
    }
    if (text.length >= Literal.MIN_BYTES && text.length <= LONGEST_SPEC_KEPT) {
      int free = specCount < SPECS_KEPT ? specCount++ : SPECS_KEPT - 1;
      specTexts[free] = new Literal(text);
      restsOfRow[free] =
          Literal.of(BEFORE_SPEC + new String(text, StandardCharsets.ISO_8859_1) + AFTER_SPEC);
      specs[free] = spec;
    }
    return spec;
  }

  /** Skips exactly that text if it is what comes next. */
  private boolean skipped(Literal text) throws IOException {
    while (limit - position < text.length()) {
      if (!fill()) {
        return false;
      }
    }
    if (!text.isAt(buffer, view, position)) {
      return false;
    }
    position += text.length();
    return true;
  }

  private void errors() throws IOException {
    byte b = next();
    kept = position - 1;
    skipValue(b);
    // null and an empty list are the normal case.
    if (b != 'n' && !isEmptyList(kept, position)) {
      errors = new String(buffer, kept, position - kept, StandardCharsets.UTF_8);
    }
  }

  private boolean isEmptyList(int start, int end) {
    for (int i = start + 1; i < end - 1; i++) {
      if (!isSpace(buffer[i])) {
        return false;
      }
    }
    return buffer[start] == '[';
  }

  private void numErrors() throws IOException {
    byte b = next();
    kept = position - 1;
    if (b < '0' || b > '9') {
      skipValue(b);
      return;
    }
    number();
    long count = 0;
    for (int i = kept + textStart; i < kept + textEnd; i++) {
      int digit = buffer[i] - '0';
      if (digit < 0 || digit > 9 || count > Integer.MAX_VALUE) {
        return;
      }
      count = count * 10 + digit;
    }
    numErrors = count;
  }

  /** Reads a key, whose quote is given, and the colon behind it. */
  private void key(byte b) throws IOException {
    if (b != '"') {
      throw unexpected(b, "a name");
    }
    text();
    int start = textStart;
    int end = textEnd;
    byte colon = next();
    if (colon != ':') {
      throw unexpected(colon, "':'");
    }
    textStart = start;
    textEnd = end;
  }

  /** Reads a string whose first quote is behind us. A value has to be kept. */
  private void text() throws IOException {
    textStart = position - kept;
    while (true) {
      byte[] bytes = buffer;
      int at = position;
      int end = limit;
      while (at < end) {
        byte b = bytes[at++];
        if (b == '"') {
          position = at;
          textEnd = at - 1 - kept;
          return;
        }
        if (b == '\\') {
          if (at == end) {
            at--;
            break;
          }
          at++;
        }
      }
      position = at;
      more();
    }
  }

  /** Reads a number, whose first byte is behind us, as a text. A value has to be kept. */
  private void number() throws IOException {
    textStart = position - 1 - kept;
    while (true) {
      while (position < limit) {
        byte b = buffer[position];
        if (b == ',' || b == '}' || b == ']' || isSpace(b)) {
          textEnd = position - kept;
          return;
        }
        position++;
      }
      more();
    }
  }

  private static final byte SKIPPED = 0;

  /** Skips a value whose first byte is behind us, however deep it is nested. */
  private byte skipValue(byte first) throws IOException {
    if (first == '"') {
      skipText();
    } else if (first == '{' || first == '[') {
      int depth = 1;
      while (depth > 0) {
        byte b = next();
        if (b == '"') {
          skipText();
        } else if (b == '{' || b == '[') {
          depth++;
        } else if (b == '}' || b == ']') {
          depth--;
        }
      }
    } else if (first == 't'
        || first == 'f'
        || first == 'n'
        || first == '-'
        || (first >= '0' && first <= '9')) {
      skipWord();
    } else {
      throw unexpected(first, "a value");
    }
    return SKIPPED;
  }

  private void skipText() throws IOException {
    boolean escaped = false;
    while (true) {
      while (position < limit) {
        byte b = buffer[position++];
        if (escaped) {
          escaped = false;
        } else if (b == '"') {
          return;
        } else {
          escaped = b == '\\';
        }
      }
      more();
    }
  }

  private void skipWord() throws IOException {
    while (true) {
      while (position < limit) {
        byte b = buffer[position];
        if (b == ',' || b == '}' || b == ']' || isSpace(b)) {
          return;
        }
        position++;
      }
      more();
    }
  }

  /** The next byte that is not white space; it is then behind us. */
  private byte next() throws IOException {
    while (true) {
      while (position < limit) {
        byte b = buffer[position++];
        if (!isSpace(b)) {
          return b;
        }
      }
      more();
    }
  }

  private void more() throws IOException {
    if (!fill()) {
      throw new EOFException("The answer breaks off");
    }
  }

  /**
   * Reads on; false at the end of the answer. Positions move, those behind the kept one by what
   * {@link #kept} moves.
   */
  private boolean fill() throws IOException {
    int keep = kept >= 0 ? kept : position;
    System.arraycopy(buffer, keep, buffer, 0, limit - keep);
    limit -= keep;
    position -= keep;
    kept = kept >= 0 ? 0 : -1;
    if (limit == buffer.length) {
      if (limit >= MAX_VALUE_BYTES) {
        throw new JsonDataException(
            "A value of the answer is longer than " + MAX_VALUE_BYTES + " bytes");
      }
      buffer = Arrays.copyOf(buffer, limit * 2);
      view = Literal.view(buffer);
    }
    int read = source.read(buffer, limit, buffer.length - limit);
    if (read == -1) {
      return false;
    }
    limit += read;
    if (head == null) {
      head = Arrays.copyOf(buffer, Math.min(limit, HEAD_BYTES));
    }
    return true;
  }

  private void skipByteOrderMark() throws IOException {
    while (limit < 3 && fill()) {
      // A first read may bring less than the mark.
    }
    if (limit >= 3
        && buffer[0] == (byte) 0xef
        && buffer[1] == (byte) 0xbb
        && buffer[2] == (byte) 0xbf) {
      position = 3;
    }
  }

  private boolean textIs(byte[] name) {
    if (textEnd - textStart != name.length) {
      return false;
    }
    int start = kept + textStart;
    for (int i = 0; i < name.length; i++) {
      if (buffer[start + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** The text of an id. */
  private String text(int start, int end) throws IOException {
    for (int i = kept + start; i < kept + end; i++) {
      if (buffer[i] == '\\') {
        Buffer json = new Buffer().writeByte('"').write(buffer, kept + start, end - start);
        return JsonReader.of(json.writeByte('"')).nextString();
      }
    }
    return new String(buffer, kept + start, end - start, StandardCharsets.UTF_8);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static IOException unexpected(byte b, String expected) {
    return new IOException(
        "The answer is not JSON of a batch: expected "
            + expected
            + ", found "
            + (b > ' ' && b < 0x7f ? "'" + (char) b + "'" : "byte " + (b & 0xff)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
