package io.github.hubspotassociations.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.AnswerDictionary;
import io.github.hubspotassociations.client.model.BatchResponsePublicDefaultAssociation;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.PublicDefaultAssociation;
import io.github.hubspotassociations.client.model.PublicObjectId;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
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
  @AnswerDictionary
  void read(byte[] body) {
    BatchResponsePublicDefaultAssociation expected = asModel(body);
    BatchResponse response;
    try {
      response =
          BatchResponse.read(
              new Buffer().write(body),
              SENT,
              PairsOf.allSlots(SENT),
              json -> AssociationError.of(207, HubSpotErrors.decode(207, null, json).error()));
    } catch (UnusableBodyException e) {
      assertThat(expected).describedAs("unusable: %s", e).isNull();
      assertThat(e.body()).isNotNull();
      return;
    }
    if (expected != null) {
      for (int i = 0; i < PAIRS.length; i++) {
        assertThat(response.isConfirmed(i)).isEqualTo(names(expected, PAIRS[i][0], PAIRS[i][1]));
      }
    }
  }

  /** Moshi takes NULL and True for null and true, which JSON does not have. */
  private static final Pattern STRING =
      Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"", Pattern.DOTALL);

  private static final Pattern CAPITAL = Pattern.compile("[A-DF-Z]");

  /**
   * What the adapters make of it; null where they refuse it, where it is not JSON after all, or
   * where a name stands twice.
   */
  private static @Nullable BatchResponsePublicDefaultAssociation asModel(byte[] body) {
    try {
      JsonReader whole = JsonReader.of(new Buffer().write(body));
      whole.readJsonValue(); // Refuses names that stand twice, of which adapters take the last.
      String text = new String(body, StandardCharsets.UTF_8);
      if (whole.peek() != JsonReader.Token.END_DOCUMENT
          || CAPITAL.matcher(STRING.matcher(text).replaceAll("")).find()) {
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
      if ((from.equals(one) && to.equals(other)) || (to.equals(one) && from.equals(other))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String id(@Nullable PublicObjectId record) {
    return record == null ? null : record.id();
  }
}
