package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.emulator.RecordedAssociations.Association;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecordedAssociationsTest {
  private static final ObjectType CONTACT = ObjectType.find("contact");
  private static final ObjectType COMPANY = ObjectType.find("company");

  private final RecordedAssociations associations = new RecordedAssociations(1_000_000);

  @Test
  void anAssociationIsFoundFromBothSidesAndCountsOnce() {
    associations.add(CONTACT, "1", COMPANY, "2");
    associations.add(COMPANY, "2", CONTACT, "1");
    associations.add(CONTACT, "1", COMPANY, "2");
    assertThat(associations.contains("contacts", 1, "companies", 2)).isTrue();
    assertThat(associations.contains("COMPANY", "2", "0-1", "1")).isTrue();
    assertThat(associations.contains("contacts", "2", "companies", "1")).isFalse();
    assertThat(associations.contains("contacts", "1", "deals", "2")).isFalse();
    assertThat(associations.count()).isEqualTo(1);
    assertThat(associations.count("companies", "contacts")).isEqualTo(1);
    assertThat(associations.count("contacts", "contacts")).isZero();
  }

  @Test
  void recordsOfOneTypeAreTheSameAssociationInBothDirections() {
    associations.add(CONTACT, "1", CONTACT, "2");
    associations.add(CONTACT, "2", CONTACT, "1");
    assertThat(associations.count("contacts", "contacts")).isEqualTo(1);
  }

  @Test
  void theyCanBeListedAsTheyWereFirstAskedFor() {
    associations.add(COMPANY, "2", CONTACT, "1");
    associations.add(CONTACT, "1", COMPANY, "2");
    associations.add(CONTACT, "007", COMPANY, "12345678901234567890");
    assertThat(associations.stream())
        .containsExactlyInAnyOrder(
            new Association("companies", "2", "contacts", "1", "HUBSPOT_DEFINED", 280),
            new Association(
                "contacts", "007", "companies", "12345678901234567890", "HUBSPOT_DEFINED", 279));
  }

  @Test
  void itAgreesWithAPlainSetWhateverComes() {
    List<String> types = List.of("contacts", "companies", "2-7", "p1_pets");
    List<String> ids =
        List.of(
            "0",
            "00",
            "1",
            "7",
            "07",
            "999999999999999999",
            "1000000000000000000",
            "99999999999999999999");
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      RecordedAssociations associations = new RecordedAssociations(1_000_000);
      Set<Set<String>> expected = new HashSet<>();
      for (int i = 0; i < 1 + random.nextInt(60); i++) {
        String fromType = types.get(random.nextInt(types.size()));
        String toType = types.get(random.nextInt(types.size()));
        String from = ids.get(random.nextInt(ids.size()));
        String to = ids.get(random.nextInt(ids.size()));
        Set<String> pair = new TreeSet<>(Arrays.asList(fromType + from, toType + to));
        assertThat(associations.contains(fromType, from, toType, to))
            .as("seed %s", seed)
            .isEqualTo(expected.contains(pair));
        associations.add(ObjectType.find(fromType), from, ObjectType.find(toType), to);
        expected.add(pair);
        assertThat(associations.contains(toType, to, fromType, from)).isTrue();
      }
      assertThat(associations.count()).as("seed %s", seed).isEqualTo(expected.size());
      assertThat(
              associations.stream()
                  .map(
                      a ->
                          Set.copyOf(
                              new TreeSet<>(
                                  List.of(a.fromType() + a.fromId(), a.toType() + a.toId()))))
                  .collect(Collectors.toSet()))
          .as("seed %s", seed)
          .isEqualTo(expected.stream().map(Set::copyOf).collect(Collectors.toSet()));
    }
  }

  @Test
  void severalThreadsLoseNothing() throws InterruptedException {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    for (int thread = 0; thread < 4; thread++) {
      int start = thread * 10_000;
      executor.execute(
          () -> {
            for (int i = start; i < start + 20_000; i++) {
              associations.add(CONTACT, Integer.toString(i), COMPANY, "1");
            }
          });
    }
    executor.shutdown();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(associations.count()).isEqualTo(50_000);
  }

  @Test
  void whatIsFullSaysSoInsteadOfGuessing() {
    RecordedAssociations full = new RecordedAssociations(2);
    for (int i = 0; i < 5; i++) {
      full.add(CONTACT, Integer.toString(i), COMPANY, "1");
    }
    full.add(CONTACT, "0", COMPANY, "1");
    assertThat(full.unrecorded()).isEqualTo(3);
    assertThat(full.isEmpty()).isFalse();
    assertThat(full.contains("contacts", 1, "companies", 1)).isTrue();
    String message =
        "More than 2 associations were made, and 3 of them were not remembered: raise"
            + " maxAssociations or the heap size";
    assertThatThrownBy(() -> full.contains("contacts", 4, "companies", 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(full::count).hasMessage(message);
    assertThatThrownBy(full::stream).hasMessage(message);
    assertThat(full).hasToString("RecordedAssociations{count=2, unrecorded=3}");
    full.clear();
    assertThat(full.isEmpty()).isTrue();
  }

  @Test
  void assertionsThatFailShowWhatThereIs() {
    assertThatThrownBy(() -> associations.assertCount(1))
        .isInstanceOf(AssertionError.class)
        .hasMessage("Expected 1 associations. There are 0");
    associations.add(CONTACT, "1", COMPANY, "2");
    associations.assertContains("contacts", "1", "companies", "2");
    associations.assertNotContains("contacts", "1", "companies", "3");
    associations.assertCount(1);
    assertThatThrownBy(() -> associations.assertContains("contacts", "1", "companies", "3"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "Expected contacts 1 and companies 3 to be associated. There are 1: contacts 1 and"
                + " companies 2");
    assertThatThrownBy(() -> associations.assertNotContains("contacts", "1", "companies", "2"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("Expected contacts 1 and companies 2 not to be associated");
  }

  @Test
  void aTypeThatDoesNotExistIsAMistake() {
    assertThatThrownBy(() -> associations.contains("contacs", 1, "companies", 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("No object type is called \"contacs\": use a name");
  }

  @Test
  void aMillionTakeAbout35Megabytes() {
    LongPairSet set = new LongPairSet();
    for (long i = 0; i < 1_000_000; i++) {
      assertThat(set.add(i, i * 31)).isTrue();
    }
    assertThat(set.size()).isEqualTo(1_000_000);
    assertThat(set.bytes()).isLessThan(36_000_000);
    assertThat(set.contains(999_999, 999_999 * 31)).isTrue();
    assertThat(set.contains(999_999, 1)).isFalse();
  }
}
