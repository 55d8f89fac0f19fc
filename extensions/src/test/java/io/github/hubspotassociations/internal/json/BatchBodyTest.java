package io.github.hubspotassociations.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.bulk.Seeds;
import io.github.hubspotassociations.client.model.BatchInputPublicDefaultAssociationMultiPost;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.PublicDefaultAssociationMultiPost;
import io.github.hubspotassociations.client.model.PublicObjectId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import okio.Buffer;
import org.junit.jupiter.api.Test;

@SuppressWarnings("StatementSwitchToExpressionSwitch")
final class BatchBodyTest {
  private static final JsonAdapter<BatchInputPublicDefaultAssociationMultiPost> MOSHI =
      new Moshi.Builder()
          .add(ModelJsonAdapterFactory.INSTANCE)
          .build()
          .adapter(BatchInputPublicDefaultAssociationMultiPost.class);

  @Test
  void aBodyOfPlainIdsIsWhatMoshiWrites() {
    check(List.of("101", "a-b_c"), List.of("202", "~ !#$%"), 1);
  }

  @Test
  void aBodyOfNumbersIsWhatMoshiWrites() {
    checkRandom("BatchBodyTest#aBodyOfNumbersIsWhatMoshiWrites", 100, 400, BatchBodyTest::number);
  }

  /** A number of 1 to 15 digits, another for each i. */
  private static String number(SplittableRandom random, int i) {
    long before = random.nextLong(1, (long) Math.pow(10, 1 + random.nextInt(11)));
    return random.nextInt(4) == 0 ? Integer.toString(i) : before + String.format("%04d", i);
  }

  @Test
  void anyIdIsWrittenSoThatMoshiReadsItBack() {
    checkRandom(
        "BatchBodyTest#anyIdIsWrittenSoThatMoshiReadsItBack",
        500,
        60,
        (random, i) -> "x" + i + '.' + text(random));
  }

  /** Pages of random ids, of which the one for each number is another. */
  private static void checkRandom(
      String name, int seeds, int most, BiFunction<SplittableRandom, Integer, String> id) {
    Seeds.check(
        name,
        seeds,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int count = 1 + random.nextInt(Seeds.size(seed, most));
          List<String> from = new ArrayList<>();
          List<String> to = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            from.add(id.apply(random, i));
            to.add(id.apply(random, count + i));
          }
          check(from, to, 1 + random.nextInt(count));
        });
  }

  @Test
  void everyCharacterOfTheBasicPlaneIsWrittenHalvesOfSurrogatePairsToo() {
    List<String> ids = new ArrayList<>();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      ids.add("x" + (char) c);
    }
    check(ids, ids, 1);
  }

  @Test
  void aPairOfAnyLengthIsWrittenWhole() {
    check(List.of("9".repeat(20_000), "1"), List.of("é".repeat(9000), "2"), 2);
  }

  /** The whole page, and its first pairs alone. */
  private static void check(List<String> from, List<String> to, int part) {
    Pairs pairs = new Pairs(from.size());
    List<PublicDefaultAssociationMultiPost> inputs = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      pairs.find(from.get(i), to.get(i));
      pairs.add();
      inputs.add(
          PublicDefaultAssociationMultiPost.builder()
              .from(PublicObjectId.builder().id(from.get(i)).build())
              .to(PublicObjectId.builder().id(to.get(i)).build())
              .build());
    }
    try {
      int[] all = PairsOf.allSlots(pairs);
      checkPart(pairs, all, inputs);
      int[] some = new int[part];
      System.arraycopy(all, all.length - part, some, 0, part);
      checkPart(pairs, some, inputs.subList(all.length - part, all.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkPart(
      Pairs pairs, int[] slots, List<PublicDefaultAssociationMultiPost> inputs) throws IOException {
    BatchBody body = new BatchBody(pairs, slots);
    Buffer written = new Buffer();
    body.writeTo(written);
    assertThat(body.contentLength()).isEqualTo(written.size());
    assertThat(body.isOneShot()).isTrue();
    BatchInputPublicDefaultAssociationMultiPost model =
        BatchInputPublicDefaultAssociationMultiPost.builder().inputs(inputs).build();
    String text = written.readUtf8();
    assertThat(MOSHI.fromJson(text)).isEqualTo(model);
    if (inputs.stream().allMatch(BatchBodyTest::isPlain)) {
      assertThat(text).isEqualTo(MOSHI.toJson(model));
    }
  }

  /** Moshi escapes some characters beyond ASCII that need it not. */
  private static boolean isPlain(PublicDefaultAssociationMultiPost input) {
    return (input.from().id() + input.to().id()).chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      switch (random.nextInt(5)) {
        case 0:
          text.append((char) random.nextInt(0x20));
          break;
        case 1:
          text.append("\"\\/\u007f\u2028\u2029".charAt(random.nextInt(6)));
          break;
        case 2:
          text.append((char) random.nextInt(0xd800));
          break;
        case 3:
          text.appendCodePoint(0x10000 + random.nextInt(0x100000));
          break;
        default:
          text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return text.toString();
  }
}
