package io.github.hubspotassociations.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.client.model.BatchResponsePublicDefaultAssociation;
import io.github.hubspotassociations.client.model.ErrorDetail;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.PublicDefaultAssociation;
import io.github.hubspotassociations.client.model.PublicObjectId;
import io.github.hubspotassociations.client.model.StandardError;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Whatever a response holds, it is decoded to what it said. Seeds are fixed, small responses come
 * first.
 */
class BatchResponsePropertyTest {
  private final Moshi moshi = new Moshi.Builder().add(ModelJsonAdapterFactory.INSTANCE).build();
  private final JsonAdapter<BatchResponsePublicDefaultAssociation> adapter =
      moshi.adapter(BatchResponsePublicDefaultAssociation.class);
  private final JsonAdapter<Object> plain = moshi.adapter(Object.class);

  @Test
  void aResponseIsTheSameAfterTheWayThereAndBack() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      BatchResponsePublicDefaultAssociation response = new Responses(seed).respond();

      assertThat(adapter.fromJson(adapter.toJson(response)))
          .as("seed %d", seed)
          .isEqualTo(response);
    }
  }

  @Test
  void neitherTheOrderOfNamesNorUnknownNamesNorNullsMatter() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      Responses responses = new Responses(seed);
      BatchResponsePublicDefaultAssociation response = responses.respond();
      String json = adapter.toJson(response);

      String disturbed =
          plain.serializeNulls().toJson(responses.disturb(plain.fromJson(json), "", true));

      assertThat(adapter.fromJson(disturbed))
          .as("seed %d: %s", seed, disturbed)
          .isEqualTo(response);
    }
  }

  /** Random responses whose size grows with the seed. */
  private static final class Responses {
    private static final String[] TEXTS = {
      "", "101", "\u0000\n\t", "\"\\/", "\u2028\u2029", "é", "\uD83D\uDE00", "</script>", "null"
    };

    private final Random random;
    private final int size;

    Responses(int seed) {
      random = new Random(seed);
      size = seed / 20;
    }

    BatchResponsePublicDefaultAssociation respond() {
      return BatchResponsePublicDefaultAssociation.builder()
          .completedAt(time())
          .startedAt(time())
          .requestedAt(maybe(this::time))
          .status(BatchResponsePublicDefaultAssociation.Status.of(oneOf("COMPLETE", "NEW", "")))
          .results(listOf(this::row))
          .errors(maybe(() -> listOf(this::error)))
          .links(maybe(() -> mapOf(this::text)))
          .numErrors(maybe(random::nextInt))
          .build();
    }

    private PublicDefaultAssociation row() {
      return PublicDefaultAssociation.builder()
          .from(id())
          .to(id())
          .associationSpec(
              AssociationSpec.builder()
                  .associationCategory(
                      AssociationSpec.AssociationCategory.of(oneOf("WORK", "work", text())))
                  .associationTypeId(random.nextInt())
                  .build())
          .build();
    }

    private StandardError error() {
      return StandardError.builder()
          .status(text())
          .category(text())
          .message(text())
          .context(mapOf(() -> listOf(this::text)))
          .links(mapOf(this::text))
          .errors(listOf(() -> ErrorDetail.builder().message(text()).in(maybe(this::text)).build()))
          .subCategory(maybe(() -> random.nextBoolean() ? text() : mapOf(this::text)))
          .build();
    }

    private PublicObjectId id() {
      return PublicObjectId.builder().id(text()).build();
    }

    private OffsetDateTime time() {
      return Instant.ofEpochMilli(random.nextInt(2) * 1000L + random.nextInt(Integer.MAX_VALUE))
          .atOffset(ZoneOffset.ofHours(random.nextInt(3)));
    }

    private String text() {
      return oneOf(TEXTS) + (random.nextBoolean() ? "" : random.nextInt());
    }

    private String oneOf(String... texts) {
      return texts[random.nextInt(texts.length)];
    }

    private <T> T maybe(Supplier<T> value) {
      return random.nextBoolean() ? value.get() : null;
    }

    private <T> List<T> listOf(Supplier<T> element) {
      List<T> list = new ArrayList<>();
      for (int n = random.nextInt(size + 1); n > 0; n--) {
        list.add(element.get());
      }
      return list;
    }

    private <T> Map<String, T> mapOf(Supplier<T> value) {
      Map<String, T> map = new LinkedHashMap<>();
      for (int n = random.nextInt(size + 1); n > 0; n--) {
        map.put(text(), value.get());
      }
      return map;
    }

    /**
     * Shuffles the names of objects and adds unknown ones, but not to maps, where every name is
     * known.
     */
    private Object disturb(Object value, String name, boolean model) {
      if (value instanceof List) {
        List<Object> list = new ArrayList<>();
        for (Object element : (List<?>) value) {
          list.add(disturb(element, name, true));
        }
        return list;
      }
      if (!(value instanceof Map) || name.equals("subCategory")) {
        return value instanceof Double number ? (Object) number.intValue() : value;
      }
      Map<Object, Object> map = new LinkedHashMap<>();
      List<Map.Entry<?, ?>> entries = new ArrayList<>(((Map<?, ?>) value).entrySet());
      Collections.shuffle(entries, random);
      for (Map.Entry<?, ?> entry : entries) {
        String key = (String) entry.getKey();
        if (model && random.nextInt(3) == 0) {
          map.put("unknown" + map.size(), oneOf("x", null));
        }
        if (model && random.nextInt(3) == 0) {
          map.put("more" + map.size(), Collections.singletonList(Collections.emptyMap()));
        }
        boolean isMap = key.equals("links") || key.equals("context");
        map.put(key, disturb(entry.getValue(), key, model && !isMap));
      }
      if (name.isEmpty()) {
        for (String optional : new String[] {"requestedAt", "numErrors", "links", "errors"}) {
          map.putIfAbsent(optional, null);
        }
      }
      return map;
    }
  }
}
