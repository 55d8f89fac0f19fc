package io.github.hubspotassociations.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.bulk.Seeds;
import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.client.model.BatchResponsePublicDefaultAssociation;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.PublicDefaultAssociation;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.junit.jupiter.api.Test;

/** The reader takes what Moshi's adapters of the generated models take. */
@SuppressWarnings("StatementSwitchToExpressionSwitch")
final class BatchResponseTest {
  private static final JsonAdapter<BatchResponsePublicDefaultAssociation> MOSHI =
      new Moshi.Builder()
          .add(ModelJsonAdapterFactory.INSTANCE)
          .build()
          .adapter(BatchResponsePublicDefaultAssociation.class);

  private static final String ROWS =
      "{\"status\":\"COMPLETE\",\"results\":["
          + "{\"from\":{\"id\":\"1\"},\"to\":{\"id\":\"2\"},\"associationSpec\":"
          + "{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":279}},"
          + "{\"from\":{\"id\":\"2\"},\"to\":{\"id\":\"1\"},\"associationSpec\":"
          + "{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":280}}],"
          + "\"startedAt\":\"2026-01-01T00:00:00Z\",\"completedAt\":\"2026-01-01T00:00:00.123Z\"}";

  private static BatchResponse read(Pairs pairs, BufferedSource body) throws IOException {
    return BatchResponse.read(
        new BodySource(body), pairs, PairsOf.allSlots(pairs), BatchResponseTest::error);
  }

  private static BatchResponse read(Pairs pairs, String json) throws IOException {
    return read(pairs, new Buffer().writeUtf8(json));
  }

  private static AssociationError error(String json) {
    return AssociationError.of(207, HubSpotErrors.decode(207, null, json).error());
  }

  @Test
  void bothDirectionsOfAPairAreKept() throws IOException {
    BatchResponse read = read(PairsOf.ids("1", "2"), ROWS);

    assertThat(read.isConfirmed(0)).isTrue();
    assertThat(read.spec(0).associationTypeId()).isEqualTo(279);
    assertThat(read.inverseSpec(0).associationTypeId()).isEqualTo(280);
    assertThat(read.errors()).isEmpty();
    assertThat(read.errorCount()).isZero();
  }

  @Test
  void ofTwoRowsThatLookAlikeTheSecondIsTheWayBack() throws IOException {
    String[] there = {row("5", "5", 279), row("6", "6", 279), row("7", "8", 279)};
    String[] back = {row("5", "5", 280), row("6", "6", 280), row("8", "7", 280)};
    for (String rows :
        new String[] {
          String.join(",", there[0], back[0], there[1], back[1], there[2], back[2]),
          String.join(",", there) + ',' + String.join(",", back),
          String.join(",", there[2], there[1], there[0], back[2], back[1], back[0]),
          String.join(",", back[2], there[2], there[1], back[1], there[0], back[0])
        }) {
      // With something behind them that the short cut needs.
      String json = "{\"results\":[" + rows + "],\"status\":\"" + "-".repeat(600) + "\"}";
      BatchResponse read = read(PairsOf.ids("5", "5", "6", "6", "7", "8"), json);
      for (int i = 0; i < 3; i++) {
        assertThat(read.spec(i).associationTypeId()).as("%s %s", i, rows).isEqualTo(279);
        assertThat(read.inverseSpec(i).associationTypeId()).as("back").isEqualTo(280);
      }
    }
  }

  private static String row(String from, String to, int type) {
    return String.format(
        "{\"from\":{\"id\":\"%s\"},\"to\":{\"id\":\"%s\"},\"associationSpec\":"
            + "{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":%s}}",
        from, to, type);
  }

  @Test
  void idsOfDigitsAreMatchedByNumber() throws IOException {
    Pairs pairs = PairsOf.ids("0001", "2");
    assertThat(read(pairs, ROWS).isConfirmed(0)).isTrue();
    assertThat(read(pairs, ROWS.replace("\"2\"", "\"002\"")).isConfirmed(0)).isTrue();
    assertThat(read(pairs, ROWS.replace("\"1\"", "\"1a\"")).isConfirmed(0)).isFalse();
    assertThat(pairs.find("1", "02")).isZero();
    assertThat(pairs.find("02", "1")).isLessThan(Pairs.ABSENT);
    assertThat(pairs.find("0001a", "2")).isEqualTo(Pairs.ABSENT);
  }

  @Test
  void idsMayBeNumbers() throws IOException {
    String json = ROWS.replace("\"1\"", "1").replace("\"2\"", "2");
    assertThat(read(PairsOf.ids("1", "2"), json).isConfirmed(0)).isTrue();
  }

  @Test
  void idsMayBeEscaped() throws IOException {
    String json =
        "{\"results\":[{\"from\":{\"id\":\"\\u0031\"},\"to\":{\"id\":\"a\\\"\\\\\\/é\\ud83d\\ude00\"}}]}";
    BatchResponse read = read(PairsOf.ids("1", "a\"\\/é\uD83D\uDE00"), json);
    assertThat(read.isConfirmed(0)).isTrue();
    assertThat(read.spec(0)).isNull();
  }

  @Test
  void nullsAndEmptiesAreNormal() throws IOException {
    for (String json :
        new String[] {
          "{\"results\":null}",
          "{\"results\":[]}",
          "{\"results\":[null,{}, {\"from\":null,\"to\":{}}],\"errors\":null,\"numErrors\":null}",
          "{\"errors\":[],\"links\":{},\"requestedAt\":null,\"results\":[ ]}",
        }) {
      BatchResponse read = read(PairsOf.ids("1", "2"), json);
      assertThat(read.isConfirmed(0)).as(json).isFalse();
      assertThat(read.errors()).as(json).isEmpty();
      assertThat(read.errorCount()).as(json).isZero();
    }
  }

  @Test
  void errorsAreKeptAsTheyStand() throws IOException {
    BatchResponse read =
        read(
            PairsOf.ids("1", "2"),
            "{\"numErrors\" : 3 ,\"errors\":[{\"message\":\"a]}\\\"\"}],\"results\":[]}");
    assertThat(read.errors()).extracting(AssociationError::message).containsExactly("a]}\"");
    assertThat(read.errorCount()).isEqualTo(3);
  }

  @Test
  void whatNobodyAskedForIsIgnored() throws IOException {
    BatchResponse read = read(PairsOf.ids("1", "3"), ROWS);
    assertThat(read.isConfirmed(0)).isFalse();
  }

  @Test
  void everyTruncationIsDetected() {
    byte[] whole = ROWS.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      Buffer cut = new Buffer().write(whole, 0, length);
      assertThatThrownBy(() -> read(PairsOf.ids("1", "2"), cut))
          .as("after %s bytes", length)
          .isExactlyInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsNotAResponseIsRejected() {
    for (String text :
        new String[] {
          "",
          " ",
          "<html></html>",
          "[]",
          "null",
          "{}",
          "{\"status\":\"COMPLETE\"}",
          "{\"results\":{}}",
          "{\"results\":1}",
          "{\"results\" []}",
          "{results:[]}",
          "\"results\"",
          "{\"results\":[]",
          "{\"results\":[}}"
        }) {
      assertThatThrownBy(() -> read(PairsOf.ids("1", "2"), text))
          .as(text)
          .isExactlyInstanceOf(IOException.class);
    }
  }

  @Test
  void aWellFormedResponseInAnyFormIsReadAsMoshiReadsIt() {
    Seeds.check(
        "BatchResponseTest#aWellFormedResponseInAnyFormIsReadAsMoshiReadsIt",
        300,
        seed -> {
          try {
            checkAgainstMoshi(new Random(seed), Seeds.size(seed, 60));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void checkAgainstMoshi(Random random, int size) throws IOException {
    int count = 1 + random.nextInt(size);
    String[] ids = new String[2 * count];
    for (int i = 0; i < ids.length; i++) {
      ids[i] =
          (random.nextInt(8) == 0 ? "é\"\\\u0001".charAt(random.nextInt(4)) : "")
              + ""
              + (1000 * (i % 2) + i);
    }
    Pairs pairs = PairsOf.ids(ids);
    String json = new Writer(random).response(ids);
    BatchResponsePublicDefaultAssociation model = MOSHI.fromJson(json);

    for (int step : new int[] {Integer.MAX_VALUE, 1, 1 + random.nextInt(100)}) {
      BatchResponse read = read(pairs, Okio.buffer(new Trickle(json, step)));
      Map<String, AssociationSpec> specs = new HashMap<>();
      for (PublicDefaultAssociation row :
          model.results() == null
              ? Collections.<PublicDefaultAssociation>emptyList()
              : model.results()) {
        if (row != null && row.from() != null && row.to() != null) {
          specs.put(row.from().id() + '\n' + row.to().id(), row.associationSpec());
        }
      }
      for (int i = 0; i < count; i++) {
        String from = ids[2 * i];
        String to = ids[2 * i + 1];
        String there = from + '\n' + to;
        String back = to + '\n' + from;
        assertThat(read.isConfirmed(i))
            .as("%s of %s", there, json)
            .isEqualTo(specs.containsKey(there) || specs.containsKey(back));
        assertThat(read.spec(i)).isEqualTo(specs.get(there));
        assertThat(read.inverseSpec(i)).isEqualTo(specs.get(back));
      }
      int errors = model.errors() == null ? 0 : model.errors().size();
      assertThat(read.errors()).hasSize(errors);
      assertThat(read.errorCount())
          .isEqualTo(model.numErrors() == null ? 0 : model.numErrors().intValue());
    }
  }

  /** Gives a text a few bytes at a time. */
  private static final class Trickle extends ForwardingSource {
    private final int step;

    Trickle(String text, int step) {
      super(new Buffer().writeUtf8(text));
      this.step = step;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      return super.read(sink, Math.min(step, byteCount));
    }
  }

  /** Writes an response in one of the many forms that mean the same. */
  private static final class Writer {
    private final Random random;

    Writer(Random random) {
      this.random = random;
    }

    String response(String[] ids) {
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < ids.length; i += 2) {
        int directions = random.nextInt(5);
        if (directions != 0) {
          rows.add(row(ids[i], ids[i + 1]));
        }
        if (directions > 1) {
          rows.add(row(ids[i + 1], ids[i]));
        }
        if (random.nextInt(20) == 0) {
          rows.add(row("unasked" + i, "asked"));
        }
      }
      Collections.shuffle(rows, random);
      List<String> members = new ArrayList<>();
      members.add(member("results", array(rows)));
      members.add(member("status", "\"COMPLETE\""));
      members.add(member("startedAt", "\"2026-01-01T00:00:00Z\""));
      members.add(member("completedAt", "\"2026-01-01T00:00:00.5Z\""));
      if (random.nextBoolean()) {
        int errors = random.nextInt(3);
        List<String> listed = new ArrayList<>();
        for (int i = 0; i < errors; i++) {
          listed.add(
              object(
                  List.of(
                      member("message", "\"No \\\"way\\\" ]}\""),
                      member("category", "\"X\""),
                      member("context", "{\"ids\":[\"1\"]}"),
                      member("errors", "[]"),
                      member("links", "{}"),
                      member("status", "\"error\""))));
        }
        members.add(member("errors", array(listed)));
        members.add(
            member("numErrors", errors == 0 && random.nextBoolean() ? "null" : "" + errors));
      }
      for (int i = random.nextInt(3); i > 0; i--) {
        members.add(member("unknown" + i, junk(3)));
      }
      Collections.shuffle(members, random);
      return space() + object(members) + space();
    }

    private String row(String from, String to) {
      List<String> members = new ArrayList<>();
      members.add(member("from", record(from)));
      members.add(member("to", record(to)));
      if (random.nextInt(6) > 0) {
        members.add(member("associationSpec", spec()));
      }
      if (random.nextInt(6) == 0) {
        members.add(member("labels", junk(2)));
      }
      Collections.shuffle(members, random);
      return object(members);
    }

    private String spec() {
      if (random.nextInt(8) == 0) {
        return "null";
      }
      List<String> members = new ArrayList<>();
      members.add(
          member("associationCategory", random.nextBoolean() ? "\"HUBSPOT_DEFINED\"" : "\"NEW\""));
      members.add(member("associationTypeId", "" + random.nextInt(6)));
      Collections.shuffle(members, random);
      return object(members);
    }

    private String record(String id) {
      List<String> members = new ArrayList<>();
      boolean isNumber = id.matches("[0-9]+") && random.nextInt(4) == 0;
      members.add(member("id", isNumber ? id : string(id)));
      if (random.nextInt(8) == 0) {
        members.add(member("objectTypeId", "\"0-1\""));
      }
      Collections.shuffle(members, random);
      return object(members);
    }

    private String string(String text) {
      StringBuilder json = new StringBuilder("\"");
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"' || c == '\\') {
          json.append('\\').append(c);
        } else if (c < ' ' || random.nextInt(12) == 0) {
          json.append(String.format("\\u%04x", (int) c));
        } else {
          json.append(c);
        }
      }
      return json.append('"').toString();
    }

    private String junk(int depth) {
      switch (random.nextInt(depth > 0 ? 8 : 6)) {
        case 0:
          return "true";
        case 1:
          return "null";
        case 2:
          return "-12.5e+3";
        case 3:
          return string("a\"]}é,:{[");
        case 4:
          return "0";
        case 5:
          return "false";
        case 6:
          return array(List.of(junk(depth - 1), junk(depth - 1)));
        default:
          return object(
              List.of(member("results", junk(depth - 1)), member("from", junk(depth - 1))));
      }
    }

    private String member(String name, String value) {
      return space() + '"' + name + '"' + space() + ':' + space() + value + space();
    }

    private String object(List<String> members) {
      return "{" + (members.isEmpty() ? space() : String.join(",", members)) + "}";
    }

    private String array(List<String> values) {
      List<String> spaced = new ArrayList<>();
      for (String value : values) {
        spaced.add(space() + value + space());
      }
      return "[" + (values.isEmpty() ? space() : String.join(",", spaced)) + "]";
    }

    private String space() {
      return random.nextInt(6) > 0 ? "" : " \n\r\t".substring(0, 1 + random.nextInt(4));
    }
  }
}
