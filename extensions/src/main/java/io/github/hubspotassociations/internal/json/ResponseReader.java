package io.github.hubspotassociations.internal.json;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotErrors;
import java.io.IOException;
import java.util.function.Function;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Reads the response to a batch as it streams in, to its last byte, and gives its rows and errors
 * to a {@link BatchResponse}.
 *
 * <p>It takes the JSON that Moshi's {@link JsonReader} takes: keys in any order, unknown ones
 * skipped, ids as strings or numbers, null or absent properties. (Beyond JSON it accepts {@code
 * TRUE}, control characters in strings and the escape {@code \\'}.) {@link UsualRows} reads the
 * rows of a usual form beneath it, out of its buffer, whenever it has just read a row: it then
 * expects a comma or the end of the array, and whole rows with the commas before them may go
 * missing unnoticed.
 */
final class ResponseReader {
  private static final ByteString BYTE_ORDER_MARK = ByteString.decodeHex("efbbbf");
  private static final JsonReader.Options RESPONSE =
      JsonReader.Options.of("results", "errors", "numErrors", "status", "category", "message");
  private static final JsonReader.Options ROW =
      JsonReader.Options.of("from", "to", "associationSpec");
  private static final JsonReader.Options RECORD = JsonReader.Options.of("id");
  private static final JsonAdapter<AssociationSpec> SPEC =
      new Moshi.Builder()
          .add(ModelJsonAdapterFactory.INSTANCE)
          .build()
          .adapter(AssociationSpec.class);

  /**
   * The heap that the errors of one response may take, by estimate: room for one of HubSpot's for
   * each pair of a full batch, which takes 6 KiB. Further ones are counted.
   */
  private static final int MAX_ERROR_HEAP = 12 << 20;

  /** For an error as for each value in it. */
  private static final int HEAP_PER_VALUE = 256;

  private final BodySource body;
  private final BufferedSource source;
  private final JsonReader json;
  private final BatchResponse response;
  private final UsualRows usualRows;
  private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();
  private final Function<String, AssociationError> errorDecoder;
  private int errorHeap;

  ResponseReader(
      BodySource body, BatchResponse response, Function<String, AssociationError> errorDecoder) {
    this.body = body;
    this.source = Okio.buffer(body);
    this.json = JsonReader.of(source);
    this.response = response;
    this.usualRows = new UsualRows(response);
    this.errorDecoder = errorDecoder;
  }

  /** Reads the response to its end. */
  void read() throws IOException {
    try {
      response();
    } catch (IOException | RuntimeException e) {
      throw unusable(e);
    }
  }

  private IOException unusable(Exception e) {
    Exception failure = body.failure();
    if (failure != null) {
      return new IOException("The response could not be read to its end: " + failure, failure);
    }
    if (e instanceof JsonDataException) {
      return new IOException(e.getMessage());
    }
    if (e instanceof JsonEncodingException) {
      // Moshi's message is advice for the author of a reader.
      return new IOException("The response is not JSON at " + json.getPath());
    }
    return e instanceof IOException
        ? new IOException("The response breaks off at " + json.getPath())
        : new IOException("The response could not be read: " + e, e);
  }

  private void response() throws IOException {
    if (source.rangeEquals(0, BYTE_ORDER_MARK)) {
      source.skip(BYTE_ORDER_MARK.size());
    }
    boolean hasResults = false;
    boolean isBatch = false;
    boolean isError = false;
    json.beginObject();
    while (json.hasNext()) {
      int name = json.selectName(RESPONSE);
      isBatch |= name == 0 || name == 1;
      switch (name) {
        case 0:
          hasResults |= results();
          break;
        case 1:
          errors();
          break;
        case 2:
          errorCount();
          break;
        case 3:
          isError |= "error".equals(text());
          break;
        case 4:
        case 5:
          isError |= text() != null;
          break;
        default:
          json.skipName();
          json.skipValue();
      }
    }
    json.endObject();
    if (json.peek() != JsonReader.Token.END_DOCUMENT) {
      throw new JsonEncodingException("More than one value");
    }
    if (isError && !hasResults) {
      throw new JsonDataException("The response is an error");
    }
    if (!isBatch) {
      throw new JsonDataException("The response has neither results nor errors");
    }
  }

  private boolean results() throws IOException {
    if (json.peek() == JsonReader.Token.NULL) {
      json.skipValue();
      return false;
    }
    json.beginArray();
    body.keepSnippet();
    while (json.hasNext()) {
      row();
      usualRows();
    }
    json.endArray();
    return true;
  }

  /** Reads usual rows, segment by segment of the buffer. */
  private void usualRows() throws IOException {
    int length = usualRows.longestRow();
    Buffer buffer = source.getBuffer();
    int read = length;
    while (read > 0 && source.request(length)) {
      buffer.readUnsafe(cursor);
      cursor.next();
      byte[] bytes = cursor.data;
      int start = cursor.start;
      int end = cursor.end;
      if (end - start < length) {
        bytes = new byte[length];
        copy(bytes);
        start = 0;
        end = length;
      }
      cursor.close();
      read = usualRows.read(bytes, start, end) - start;
      buffer.skip(read);
    }
  }

  /** Copies what may be a row and lies across segments. */
  private void copy(byte[] bytes) {
    for (int at = 0; at < bytes.length; cursor.next()) {
      int count = Math.min(bytes.length - at, cursor.end - cursor.start);
      System.arraycopy(cursor.data, cursor.start, bytes, at, count);
      at += count;
    }
  }

  private void row() throws IOException {
    String from = null;
    String to = null;
    AssociationSpec spec = null;
    for (boolean is = beginObject(); is && hasNext(); ) {
      int name = json.selectName(ROW);
      if (name == 0) {
        from = id();
      } else if (name == 1) {
        to = id();
      } else if (name == 2) {
        spec = spec();
      } else {
        json.skipName();
        json.skipValue();
      }
    }
    if (from != null && to != null) {
      response.row(from, to, spec);
    }
  }

  private @Nullable String id() throws IOException {
    String id = null;
    for (boolean is = beginObject(); is && hasNext(); ) {
      if (json.selectName(RECORD) == 0) {
        id = text();
      } else {
        json.skipName();
        json.skipValue();
      }
    }
    return id;
  }

  /** Begins an object, or skips any other value. */
  private boolean beginObject() throws IOException {
    if (json.peek() == JsonReader.Token.BEGIN_OBJECT) {
      json.beginObject();
      return true;
    }
    json.skipValue();
    return false;
  }

  /** Whether the object has another member; ends it if it has not. */
  private boolean hasNext() throws IOException {
    if (json.hasNext()) {
      return true;
    }
    json.endObject();
    return false;
  }

  /** Reads a string or a number; null where the value is something else. */
  private @Nullable String text() throws IOException {
    JsonReader.Token token = json.peek();
    if (token == JsonReader.Token.STRING || token == JsonReader.Token.NUMBER) {
      return json.nextString();
    }
    json.skipValue();
    return null;
  }

  private @Nullable AssociationSpec spec() throws IOException {
    if (json.peek() != JsonReader.Token.BEGIN_OBJECT) {
      json.skipValue();
      return null;
    }
    ByteString text = json.nextSource().readByteString();
    KnownSpec known = usualRows.known(text);
    if (known != null) {
      return known.spec;
    }
    validate(new Buffer().write(text));
    AssociationSpec spec;
    try {
      spec = SPEC.fromJson(new Buffer().write(text));
    } catch (JsonDataException e) {
      spec = null; // The row says that the pair is associated, if not as what.
    }
    usualRows.learn(new KnownSpec(text, spec));
    return spec;
  }

  private void errors() throws IOException {
    if (json.peek() != JsonReader.Token.BEGIN_ARRAY) {
      error();
      return;
    }
    json.beginArray();
    while (json.hasNext()) {
      error();
    }
    json.endArray();
  }

  private void error() throws IOException {
    if (json.peek() == JsonReader.Token.NULL) {
      json.skipValue();
      return;
    }
    if (errorHeap > MAX_ERROR_HEAP) {
      json.skipValue();
      response.countError();
      return;
    }
    BufferedSource value = json.nextSource();
    if (value.request(HubSpotErrors.MAX_BODY_BYTES)) {
      value.readAll(Okio.blackhole());
      response.countError();
      return;
    }
    Buffer text = value.getBuffer();
    validate(text.clone());
    errorHeap += heap(text);
    if (errorHeap > MAX_ERROR_HEAP) {
      response.countError();
    } else {
      response.addError(errorDecoder.apply(text.readUtf8()));
    }
  }

  /** Estimates the heap that an error takes: values count for more than their text. */
  private static int heap(Buffer text) {
    int heap = HEAP_PER_VALUE + (int) text.size();
    for (byte b : text.snapshot().toByteArray()) {
      if (b == '{' || b == '[' || b == ',') {
        heap += HEAP_PER_VALUE;
      }
    }
    return heap;
  }

  /** Checks a value of which only the end was looked for. */
  private static void validate(Buffer value) throws IOException {
    JsonReader.of(value).skipValue();
  }

  private void errorCount() throws IOException {
    if (json.peek() == JsonReader.Token.NUMBER) {
      response.countErrors((long) Double.parseDouble(json.nextString()));
    } else {
      json.skipValue();
    }
  }
}
