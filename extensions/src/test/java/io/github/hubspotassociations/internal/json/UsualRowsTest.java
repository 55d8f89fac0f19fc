package io.github.hubspotassociations.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.client.model.BatchResponsePublicDefaultAssociation;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.PublicDefaultAssociation;
import io.github.hubspotassociations.client.model.PublicObjectId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows as HubSpot writes them are read by a short cut, all others key by key: whatever mixture of
 * both a response is, and however it is cut up, it says what Moshi reads in it.
 */
final class UsualRowsTest {
  private static final int SEEDS = 400;
  private static final JsonAdapter<BatchResponsePublicDefaultAssociation> MOSHI =
      new Moshi.Builder()
          .add(ModelJsonAdapterFactory.INSTANCE)
          .build()
          .adapter(BatchResponsePublicDefaultAssociation.class);

  /** Ids that look alike, and such as only nearly are numbers. */
  private static final String[] IDS = {
    "1",
    "0",
    "7",
    "10",
    "17",
    "71",
    "1234567",
    "12345678",
    "87654321",
    "123456789",
    "38374264688",
    "38374264689",
    "123456789012345",
    "1234567890123456",
    "999999999999999999",
    "1000000000000000000",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551617",
    "007",
    "00",
    "1a",
    "-1",
    "1 ",
    "12345678x",
    "1234567/",
    "1234567:",
    "é",
    "\"",
    "\\",
    "\uD83D\uDE00",
    "１２３"
  };

  private static final String[] SPECS = {
    "{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":279}",
    "{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":280}",
    "{\"associationTypeId\":280,\"associationCategory\":\"HUBSPOT_DEFINED\"}",
    "{\"associationCategory\":\"USER_DEFINED\",\"associationTypeId\":2}",
    "{\"associationCategory\":\"NEW_ONE\",\"associationTypeId\":28}",
    "{}"
  };

  @Test
  void anyMixtureOfRowsIsReadAsMoshiReadsIt() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        check(new Random(seed));
      } catch (AssertionError | IOException e) {
        throw new AssertionError("Seed " + seed, e);
      }
    }
  }

  private static void check(Random random) throws IOException {
    Pairs page = randomPage(random, 1 + random.nextInt(20));
    String response = randomResponse(random, page);
    int[] slots = PairsOf.allSlots(page);

    BatchResponse match = read(cutUp(random, response), page);

    boolean[] confirmed = new boolean[slots.length];
    AssociationSpec[] specs = new AssociationSpec[slots.length];
    AssociationSpec[] inverseSpecs = new AssociationSpec[slots.length];
    for (PublicDefaultAssociation row : MOSHI.fromJson(response).results()) {
      for (int i = 0; i < slots.length; i++) {
        String from = page.id(i, false);
        String to = page.id(i, true);
        if (areSame(from, row.from()) && areSame(to, row.to())) {
          confirmed[i] = true;
          specs[i] = row.associationSpec();
        } else if (areSame(to, row.from()) && areSame(from, row.to())) {
          confirmed[i] = true;
          inverseSpecs[i] = row.associationSpec();
        }
      }
    }
    for (int i = 0; i < slots.length; i++) {
      assertThat(match.isConfirmed(i))
          .as("%s in %s", page.id(i, false), response)
          .isEqualTo(confirmed[i]);
      assertThat(match.spec(i)).as("%s in %s", page.id(i, false), response).isEqualTo(specs[i]);
      assertThat(match.inverseSpec(i)).as("back %s", page.id(i, false)).isEqualTo(inverseSpecs[i]);
    }
  }

  private static Pairs randomPage(Random random, int pairs) {
    Pairs page = new Pairs(pairs);
    for (int i = 0; i < pairs; i++) {
      String from = IDS[random.nextInt(IDS.length)];
      String to = IDS[random.nextInt(IDS.length)];
      // Pairs of equal ids have a rule of their own, and reverses never share a page.
      if (!Pairs.canonical(from).equals(Pairs.canonical(to))
          && page.find(from, to) == Pairs.ABSENT) {
        page.add();
      }
    }
    return page.size() == 0 ? PairsOf.ids("1", "2") : page;
  }

  private static boolean areSame(String id, PublicObjectId record) {
    return Pairs.canonical(id).equals(Pairs.canonical(record.id()));
  }

  private static BatchResponse read(BufferedSource body, Pairs pairs) throws IOException {
    return BatchResponse.read(
        new BodySource(body),
        pairs,
        PairsOf.allSlots(pairs),
        json -> {
          throw new AssertionError(json);
        });
  }

  private static String randomResponse(Random random, Pairs page) {
    List<String> rows = new ArrayList<>();
    List<String> back = random.nextBoolean() ? rows : new ArrayList<>();
    for (int i = 0; i < page.size(); i++) {
      String from = page.id(i, false);
      String to = page.id(i, true);
      if (random.nextInt(8) > 0) {
        rows.add(row(random, from, to));
      }
      if (random.nextInt(8) > 0) {
        back.add(row(random, to, from));
      }
      if (random.nextInt(8) == 0) {
        rows.add(row(random, from, IDS[random.nextInt(IDS.length)] + "5"));
      }
    }
    if (back != rows) {
      rows.addAll(back);
    }
    int order = random.nextInt(4);
    if (order == 0) {
      Collections.reverse(rows);
    } else if (order == 1) {
      Collections.shuffle(rows, random);
    }
    // So much behind the rows that the short cut has room for nearly all of them.
    return "{\"results\":["
        + String.join(random.nextInt(3) == 0 ? " ,\n" : ",", rows)
        + "],\"links\":{\"x\":\""
        + "-".repeat(600)
        + "\"},\"status\":\"COMPLETE\",\"startedAt\":\"2026-11-21T10:00:00Z\","
        + "\"completedAt\":\"2026-11-21T10:00:00Z\"}";
  }

  private static String row(Random random, String from, String to) {
    String spec = SPECS[random.nextInt(SPECS.length)];
    String[] form =
        random.nextInt(4) > 0
            ? new String[] {"{'from':{'id':%f},'to':{'id':%t},'associationSpec':%s}"}
            : new String[] {
              "{'to':{'id':%t},'from':{'id':%f},'associationSpec':%s}",
              "{'from':{'id':%f} ,'to':{'id':%t},'associationSpec':%s}",
              "{ 'from':{'id':%f},'to':{'id':%t},'associationSpec':%s }",
              "{'from':{'id':%f},'to':{'id':%t},'associationSpec':%s,'new':[1,{'id':'3'}]}",
              "{'from':{'id':%f,'new':true},'to':{'id':%t},'associationSpec':%s}",
              "{'from':{'id':%f},'to':{'id':%t},'associationSpec': %s}",
              "{'associationSpec':%s,'from':{'id':%f},'to':{'id':%t}}",
            };
    return form[random.nextInt(form.length)]
        .replace('\'', '"')
        .replace("%f", json(random, from))
        .replace("%t", json(random, to))
        .replace("%s", spec);
  }

  private static String json(Random random, String id) {
    StringBuilder json = new StringBuilder("\"");
    boolean escapes = random.nextInt(6) == 0;
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (escapes) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** The response as a network gives it: in pieces. */
  private static BufferedSource cutUp(Random random, String response) {
    long most = random.nextBoolean() ? 8192 : 1 + random.nextInt(200);
    return Okio.buffer(
        new ForwardingSource(new Buffer().writeUtf8(response)) {
          @Override
          public long read(Buffer sink, long byteCount) throws IOException {
            return super.read(sink, Math.min(byteCount, most));
          }
        });
  }

  @Test
  void aKeyThatIsNoTextIsNotRecognisedInAResponse() throws IOException {
    Pairs page = PairsOf.ids("1", "2", "a", "3");
    String spec = ",\"associationSpec\":" + SPECS[0] + "}";
    Buffer response =
        new Buffer()
            .writeUtf8("{\"results\":[{\"from\":{\"id\":\"1\"},\"to\":{\"id\":\"2\"}" + spec)
            .writeUtf8(",{\"from\":{\"id\":\"2\"},\"to\":{\"id\":\"1\"}" + spec)
            .writeUtf8(",{\"from\":{\"id\":\"")
            .writeLongLe(IdKey.start("a"))
            .writeUtf8("},\"to\":{\"id\":\"3\"}" + spec + "]," + "-".repeat(600));
    BatchResponse match = new BatchResponse(page, new int[] {0, 1});

    assertThatThrownBy(
            () -> new ResponseReader(new BodySource(response), match, json -> null).read())
        .isInstanceOf(IOException.class);
    assertThat(match.isConfirmed(0)).isTrue();
    assertThat(match.isConfirmed(1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "007", "1234567", "12345678", "123456789", "38374264688", "123456789012345"})
  void anIdOfDigitsIsKnownByItsTextAndItsQuote(String id) {
    byte[] text = new byte[16];
    ByteBuffer.wrap(text)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(IdKey.start(id))
        .putLong(IdKey.end(id));

    assertThat(IdKey.isNumber(IdKey.start(id), IdKey.end(id))).isTrue();
    assertThat(IdKey.length(IdKey.start(id), IdKey.end(id))).isEqualTo(id.length() + 1);
    assertThat(new String(text, StandardCharsets.ISO_8859_1))
        .isEqualTo(id + '"' + "\0".repeat(15 - id.length()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234567890123456", "-1", "1x", "１", "12345678x", "1234567/", "1234567:"})
  void anyOtherIdHasNoKeyOfItsOwn(String id) {
    assertThat(IdKey.isNumber(IdKey.start(id), IdKey.end(id))).isFalse();
  }
}
