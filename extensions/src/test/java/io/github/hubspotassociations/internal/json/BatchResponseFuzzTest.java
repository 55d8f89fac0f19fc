package io.github.hubspotassociations.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.ResponseDictionary;
import io.github.hubspotassociations.client.model.BatchResponsePublicDefaultAssociation;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.PublicDefaultAssociation;
import io.github.hubspotassociations.client.model.PublicObjectId;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotErrors;
import java.io.IOException;
import java.util.Arrays;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Any bytes as the response to a batch: read as the generated adapters read it, or rejected. */
class BatchResponseFuzzTest {
  private static final String[][] PAIRS = {{"1", "2"}, {"1", "3"}, {"30", "4"}, {"é\"", "-5"}};

  private static final JsonAdapter<BatchResponsePublicDefaultAssociation> ADAPTER =
      new Moshi.Builder()
          .add(ModelJsonAdapterFactory.INSTANCE)
          .build()
          .adapter(BatchResponsePublicDefaultAssociation.class);

  private static final Pairs SENT =
      PairsOf.ids(Arrays.stream(PAIRS).flatMap(Arrays::stream).toArray(String[]::new));

  @FuzzTest
  @ResponseDictionary
  void read(byte[] body) {
    BatchResponsePublicDefaultAssociation expected = asModel(body);
    BodySource source = new BodySource(new Buffer().write(body));
    BatchResponse response;
    try {
      response =
          BatchResponse.read(
              source,
              SENT,
              PairsOf.allSlots(SENT),
              json -> AssociationError.of(207, HubSpotErrors.decode(207, null, json).error()));
    } catch (IOException e) {
      assertThat(expected).describedAs("unusable: %s", e).isNull();
      assertThat(source.beginning()).isNotNull();
      return;
    }
    assertThatCode(() -> skipWhole(body)).doesNotThrowAnyException();
    if (expected != null) {
      for (int i = 0; i < PAIRS.length; i++) {
        assertThat(response.isConfirmed(i)).isEqualTo(names(expected, PAIRS[i][0], PAIRS[i][1]));
      }
    }
  }

  private static void skipWhole(byte[] body) throws IOException {
    Buffer text = new Buffer().write(body);
    JsonReader whole = JsonReader.of(text);
    if (text.size() > 2 && text.getByte(0) == (byte) 0xef) {
      text.skip(3); // A byte order mark.
    }
    whole.skipValue();
    assertThat(whole.peek()).isEqualTo(JsonReader.Token.END_DOCUMENT);
  }

  /**
   * What the adapters make of it; null where they reject it, where it is not JSON to its end, or
   * where a name stands twice.
   */
  private static @Nullable BatchResponsePublicDefaultAssociation asModel(byte[] body) {
    try {
      JsonReader whole = JsonReader.of(new Buffer().write(body));
      whole.readJsonValue(); // Rejects names that stand twice, of which adapters take the last.
      if (whole.peek() != JsonReader.Token.END_DOCUMENT) {
        return null;
      }
      BatchResponsePublicDefaultAssociation model = ADAPTER.fromJson(new Buffer().write(body));
      return model == null || model.results() == null ? null : model;
    } catch (IOException | JsonDataException e) {
      return null;
    }
  }

  private static boolean names(
      BatchResponsePublicDefaultAssociation response, String from, String to) {
    for (PublicDefaultAssociation row : response.results()) {
      String one = row == null ? null : id(row.from());
      String other = row == null ? null : id(row.to());
      if ((areSame(from, one) && areSame(to, other))
          || (areSame(to, one) && areSame(from, other))) {
        return true;
      }
    }
    return false;
  }

  private static boolean areSame(String id, @Nullable String other) {
    return other != null && Pairs.canonical(id).equals(Pairs.canonical(other));
  }

  private static @Nullable String id(@Nullable PublicObjectId record) {
    return record == null ? null : record.id();
  }
}
