package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.internal.json.BatchBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import okio.Buffer;
import org.junit.jupiter.api.Test;

final class PagerTest {
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private int count;

  private AssociationRequest<Integer> pair(String from, String to) {
    return AssociationRequest.of(
        ObjectRef.of("contacts", from), ObjectRef.of("contacts", to), count++);
  }

  private AssociationRequest<Integer> pair(String fromType, String toType, int id) {
    return EngineRig.input(fromType, id, toType, 100_000 + id, count++);
  }

  private static <C> List<InputPage<C>> flushed(Pager<C> pager) {
    pager.flush();
    return pager.takeReady();
  }

  @Test
  void aRunOfOneTypeFillsItsPages() {
    Pager<Integer> pager = new Pager<>(10, NO_LIMIT, 80);
    List<InputPage<Integer>> pages = new ArrayList<>();
    for (int i = 0; i < 35; i++) {
      pager.add(pair("contacts", "companies", i));
      assertThat(pager.hasReady()).isEqualTo(i % 10 == 9);
      pages.addAll(pager.takeReady());
    }
    pages.addAll(flushed(pager));

    assertThat(pages).extracting(InputPage::size).containsExactly(10, 10, 10, 5);
    assertThat(pages).extracting(InputPage::number).containsExactly(0L, 1L, 2L, 3L);
    assertThat(pages.get(3).index(0)).isEqualTo(30);
    assertThat(pages.get(3).index(4)).isEqualTo(34);
    assertThat(pager.size()).isZero();
  }

  @Test
  void anInputWaitsForExactlyTheWindow() {
    Pager<Integer> pager = new Pager<>(4, NO_LIMIT, 6);
    pager.add(pair("deals", "companies", 1));
    List<InputPage<Integer>> pages = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      pager.add(pair("contacts", "companies", i));
      pages.addAll(pager.takeReady());
    }
    assertThat(pages).extracting(InputPage::fromObjectType).containsExactly("contacts");

    pager.add(pair("contacts", "companies", 99));

    List<InputPage<Integer>> late = pager.takeReady();
    assertThat(late).hasSize(1);
    assertThat(late.get(0).fromObjectType()).isEqualTo("deals");
    assertThat(late.get(0).size()).isEqualTo(1);
    assertThat(late.get(0).index(0)).isZero();
  }

  @Test
  void duplicatesOfAPageGoOutOnce() throws IOException {
    Pager<Integer> pager = new Pager<>(4, NO_LIMIT, 8);
    pager.add(pair("1", "2"));
    pager.add(pair("1", "2"));
    pager.add(pair("3", "4"));
    pager.add(pair("1", "2"));

    InputPage<Integer> page = pager.takeReady().get(0);

    assertThat(page.size()).isEqualTo(4);
    assertThat(page.pairCount()).isEqualTo(2);
    assertThat(body(page))
        .isEqualTo(
            "{\"inputs\":[{\"from\":{\"id\":\"1\"},\"to\":{\"id\":\"2\"}},"
                + "{\"from\":{\"id\":\"3\"},\"to\":{\"id\":\"4\"}}]}");
    assertThat(page.slot(3)).isZero();
    assertThat(page.requests()).extracting(AssociationRequest::context).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aReversedPairGoesIntoALaterPage() {
    Pager<Integer> pager = new Pager<>(3, NO_LIMIT, 100);
    pager.add(pair("1", "2"));
    pager.add(pair("2", "1"));
    pager.add(pair("1", "2"));
    pager.add(pair("2", "1"));
    pager.add(pair("5", "5"));
    List<InputPage<Integer>> pages = pager.takeReady();
    pages.addAll(flushed(pager));

    assertThat(pages).extracting(InputPage::size).containsExactly(3, 2);
    assertThat(pages.get(0).pair(0).from().id()).isEqualTo("1");
    assertThat(pages.get(1).pair(0).from().id()).isEqualTo("2");
    assertThat(pages.get(1).index(0)).isEqualTo(1);
    assertThat(pages.get(1).index(1)).isEqualTo(3);
  }

  @Test
  void aPageIsExactlyAsLongAsAllowed() throws IOException {
    InputPage<Integer> two = page("contacts", "companies", pair("1", "2"), pair("3", "4"));
    for (long limit : new long[] {two.encodedBytes(), two.encodedBytes() - 1}) {
      Pager<Integer> pager = new Pager<>(10, limit, 100);
      pager.add(pair("1", "2"));
      pager.add(pair("3", "4"));
      pager.add(pair("5", "6"));
      List<InputPage<Integer>> pages = flushed(pager);

      assertThat(pages.get(0).size()).isEqualTo(limit == two.encodedBytes() ? 2 : 1);
      for (InputPage<Integer> page : pages) {
        assertThat(page.encodedBytes()).isEqualTo(body(page).length()).isLessThanOrEqualTo(limit);
      }
    }
  }

  @Test
  void aPairLongerThanAllowedGoesAlone() {
    Pager<Integer> pager = new Pager<>(10, 100, 100);
    pager.add(pair("1", "2"));
    pager.add(pair("9".repeat(200), "2"));
    pager.add(pair("3", "4"));

    assertThat(flushed(pager)).extracting(InputPage::size).containsExactly(1, 1, 1);
  }

  @Test
  void endlessTypesTakeNoEndlessMemory() {
    Pager<Integer> pager = new Pager<>(10, NO_LIMIT, 20);
    for (int i = 0; i < 1000; i++) {
      pager.add(pair("type" + i, "companies", i));
      while (pager.poll() != null) {
        // Taken.
      }
      int held = 0;
      while (held <= 20 && pager.size() > 0 && i == 999) {
        pager.flushOldest();
        held += pager.poll().size();
      }
      assertThat(held).isLessThanOrEqualTo(20);
    }
  }

  @Test
  void anyInputsMakePagesThatFit() {
    Seeds.check("PagerTest#anyInputsMakePagesThatFit", 300, PagerTest::checkPages);
  }

  private static void checkPages(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int size = random.nextInt(Seeds.size(seed, 300) + 1);
    int pageSize = 1 + random.nextInt(20);
    int window = pageSize + random.nextInt(40);
    long maxBytes = random.nextBoolean() ? NO_LIMIT : 40 + random.nextInt(400);
    int ids = 1 + random.nextInt(40);
    String[] types = {"contacts", "companies", "deals"};
    List<AssociationRequest<Integer>> inputs = new ArrayList<>();
    Pager<Integer> pager = new Pager<>(pageSize, maxBytes, window);
    List<InputPage<Integer>> pages = new ArrayList<>();
    Map<Long, Long> leftAt = new HashMap<>();
    for (int i = 0; i < size; i++) {
      AssociationRequest<Integer> input =
          AssociationRequest.of(
              ObjectRef.of(types[random.nextInt(3)], id(random, ids)),
              ObjectRef.of(types[random.nextInt(3)], id(random, ids)),
              i);
      inputs.add(input);
      pager.add(input);
      for (InputPage<Integer> page : pager.takeReady()) {
        pages.add(page);
        for (int k = 0; k < page.size(); k++) {
          leftAt.put(page.index(k), (long) i);
        }
      }
    }
    pages.addAll(flushed(pager));

    Set<Long> indexes = new HashSet<>();
    for (int n = 0; n < pages.size(); n++) {
      InputPage<Integer> page = pages.get(n);
      assertThat(page.number()).isEqualTo(n);
      assertThat(page.size()).isBetween(1, pageSize);
      assertThat(page.encodedBytes()).isEqualTo(utf8Length(page));
      assertThat(page.encodedBytes() <= maxBytes || page.pairCount() == 1).isTrue();
      Set<String> pairs = new HashSet<>();
      long last = -1;
      for (int k = 0; k < page.size(); k++) {
        AssociationRequest<Integer> input = page.requests().get(k);
        assertThat(page.index(k)).isGreaterThan(last);
        last = page.index(k);
        assertThat(indexes.add(last)).isTrue();
        assertThat(input).isSameAs(inputs.get((int) last));
        assertThat(input.from().objectType()).isEqualTo(page.fromObjectType());
        assertThat(input.to().objectType()).isEqualTo(page.toObjectType());
        AssociationRequest<Integer> sent = page.pair(page.slot(k));
        assertThat(sent.from()).isEqualTo(input.from());
        assertThat(sent.to()).isEqualTo(input.to());
        pairs.add(input.from().id() + '\n' + input.to().id());
        if (!input.from().id().equals(input.to().id())) {
          assertThat(pairs).doesNotContain(input.to().id() + '\n' + input.from().id());
        }
      }
      assertThat(page.pairCount()).isEqualTo(pairs.size());
    }
    assertThat(indexes).hasSize(size);
    leftAt.forEach((index, left) -> assertThat(left - index).isLessThanOrEqualTo(window));
    for (long i = 0; i + window < size; i++) {
      assertThat(leftAt).containsKey(i);
    }
  }

  private static String id(SplittableRandom random, int ids) {
    String[] odd = {"", "\"", "\\", "é", "\u0007", "漢", "\uD83D\uDE00", "\uD83D", "a b"};
    return "1" + odd[random.nextInt(5) > 0 ? 0 : random.nextInt(odd.length)] + random.nextInt(ids);
  }

  private static long utf8Length(InputPage<?> page) {
    try {
      Buffer buffer = new Buffer();
      new BatchBody(page.ids(), allSlots(page)).writeTo(buffer);
      return buffer.size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String body(InputPage<?> page) throws IOException {
    Buffer buffer = new Buffer();
    new BatchBody(page.ids(), allSlots(page)).writeTo(buffer);
    return buffer.readUtf8();
  }

  static int[] allSlots(InputPage<?> page) {
    int[] slots = new int[page.pairCount()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = i;
    }
    return slots;
  }

  @SafeVarargs
  static InputPage<Integer> page(
      String fromType, String toType, AssociationRequest<Integer>... inputs) {
    InputPage.Builder<Integer> builder =
        new InputPage.Builder<>(fromType, toType, 0, inputs.length);
    for (int i = 0; i < inputs.length; i++) {
      builder.add(i, inputs[i]);
    }
    return builder.build(0);
  }
}
