package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.ResponseDictionary;
import io.github.hubspotassociations.client.model.BatchResponsePublicDefaultAssociation;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.StandardError;
import io.github.hubspotassociations.client.model.TokenResponse;
import java.io.IOException;
import okio.Buffer;

/**
 * Any bytes as a response that the generated adapters read: a model that survives a round trip, or
 * a failure that becomes a typed one.
 */
class ResponseAdapterFuzzTest {
  private static final Moshi MOSHI =
      new Moshi.Builder().add(ModelJsonAdapterFactory.INSTANCE).build();

  @FuzzTest
  @ResponseDictionary
  void read(byte[] body) throws IOException {
    roundTrip(MOSHI.adapter(BatchResponsePublicDefaultAssociation.class), body);
    roundTrip(MOSHI.adapter(StandardError.class), body);
    roundTrip(MOSHI.adapter(TokenResponse.class), body);
  }

  private static <T> void roundTrip(JsonAdapter<T> adapter, byte[] body) throws IOException {
    T read;
    try {
      read = adapter.fromJson(new Buffer().write(body));
    } catch (IOException | JsonDataException e) {
      HubSpotException typed = HubSpotErrors.from(e);
      // A reader at its end says no more than that it is.
      assertThat(typed)
          .isInstanceOfAny(UnexpectedResponseException.class, TransportException.class);
      Invariants.checkLine(typed.getMessage(), 2000);
      return;
    }
    if (read != null) {
      assertThat(read.toString()).isNotNull();
      // Half a surrogate pair is written as a question mark: the second round is stable.
      T second = adapter.fromJson(adapter.toJson(read));
      T third = adapter.fromJson(adapter.toJson(second));
      assertThat(third).isEqualTo(second).hasSameHashCodeAs(second);
    }
  }
}
