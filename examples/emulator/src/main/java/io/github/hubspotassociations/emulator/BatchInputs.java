package io.github.hubspotassociations.emulator;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Reads the body of a batch request; error messages follow HubSpot's wording. */
final class BatchInputs {
  private static final JsonReader.Options BATCH = JsonReader.Options.of("inputs");
  private static final JsonReader.Options PAIR = JsonReader.Options.of("from", "to");
  private static final JsonReader.Options RECORD = JsonReader.Options.of("id");

  private BatchInputs() {}

  /** Thrown for a body that is not a batch; the message is for the client. */
  static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidException(String message) {
      super(message);
    }
  }

  static List<PairIds> read(byte[] body) throws InvalidException {
    try (JsonReader json = JsonReader.of(new Buffer().write(body))) {
      List<PairIds> inputs = null;
      json.beginObject();
      while (json.hasNext()) {
        if (json.selectName(BATCH) == 0) {
          inputs = inputs(json);
        } else {
          skip(json);
        }
      }
      json.endObject();
      if (json.peek() != JsonReader.Token.END_DOCUMENT) {
        throw new InvalidException("Invalid input JSON: more text after the end of the object");
      }
      if (inputs == null) {
        throw missing("inputs", "$");
      }
      return inputs;
    } catch (EOFException e) {
      throw new InvalidException("Invalid input JSON: unexpected end of input");
    } catch (JsonDataException | JsonEncodingException e) {
      throw new InvalidException("Invalid input JSON: " + e.getMessage());
    } catch (IOException e) {
      throw new InvalidException("Invalid input JSON: " + e);
    }
  }

  private static List<PairIds> inputs(JsonReader json) throws IOException, InvalidException {
    List<PairIds> inputs = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      inputs.add(pair(json, inputs.size()));
    }
    json.endArray();
    return inputs;
  }

  private static PairIds pair(JsonReader json, int index) throws IOException, InvalidException {
    String from = null;
    String to = null;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.selectName(PAIR)) {
        case 0 -> from = record(json, index, "from");
        case 1 -> to = record(json, index, "to");
        default -> skip(json);
      }
    }
    if (from == null || to == null) {
      throw missing(from == null ? "from" : "to", "$.inputs[" + index + "]");
    }
    json.endObject();
    return new PairIds(from, to);
  }

  private static String record(JsonReader json, int index, String side)
      throws IOException, InvalidException {
    String id = null;
    json.beginObject();
    while (json.hasNext()) {
      if (json.selectName(RECORD) == 0) {
        id = id(json);
      } else {
        skip(json);
      }
    }
    if (id == null || id.isBlank()) {
      throw missing("id", "$.inputs[" + index + "]." + side);
    }
    json.endObject();
    return id;
  }

  /** Reads an ID, a string; accepts a number too, as HubSpot's own JSON library does. */
  private static @Nullable String id(JsonReader json) throws IOException, InvalidException {
    JsonReader.Token token = json.peek();
    if (token == JsonReader.Token.NULL) {
      return json.nextNull();
    }
    if (token != JsonReader.Token.STRING && token != JsonReader.Token.NUMBER) {
      throw new InvalidException(
          "Invalid input JSON: expected a string but was " + token + " at path " + json.getPath());
    }
    return json.nextString();
  }

  private static void skip(JsonReader json) throws IOException {
    json.skipName();
    json.skipValue();
  }

  private static InvalidException missing(String field, String path) {
    return new InvalidException(
        "Invalid input JSON at path "
            + path
            + ": Some required fields were not set: ["
            + field
            + "]");
  }
}
