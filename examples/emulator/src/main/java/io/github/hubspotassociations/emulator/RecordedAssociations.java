package io.github.hubspotassociations.emulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Records what was associated in an emulator: each association once, however often and in either
 * direction it was requested. Safe for use by several threads at once.
 *
 * <p>A million associations take about 35 MB. Beyond the emulator's {@code maxAssociations} no more
 * are remembered, although requests still succeed; methods whose result would then be uncertain
 * throw {@link IllegalStateException}.
 */
public final class RecordedAssociations {
  private static final int STRIPES = 64;

  /** How many associations a failed assertion shows. */
  private static final int SHOWN = 10;

  /** Beyond this many pairs of types the tables themselves would fill the memory. */
  private static final int MAX_TYPE_PAIRS_PER_STRIPE = 1_000;

  /** IDs that are not a long in plain digits are kept as text, which takes this many times more. */
  private static final int TEXT_WEIGHT = 8;

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final long maxAssociations;
  private final AtomicLong weight = new AtomicLong();
  private final AtomicLong unrecorded = new AtomicLong();

  /**
   * An association, in the direction in which it was first requested.
   *
   * @param fromType the type of the record on the "from" side, in plural ("contacts"), or the ID or
   *     name of a custom type
   * @param fromId the ID of the record on the "from" side
   * @param toType the type of the record on the "to" side
   * @param toId the ID of the record on the "to" side
   * @param category the category of the association's type in this direction
   * @param typeId the association type in this direction
   */
  public record Association(
      String fromType, String fromId, String toType, String toId, String category, int typeId) {}

  private record TypePair(ObjectType from, ObjectType to) {
    TypePair inverse() {
      return new TypePair(to, from);
    }
  }

  /** The associations between one pair of types. */
  private static final class Pairs {
    final LongPairSet numbers = new LongPairSet();
    final Set<PairIds> texts = new HashSet<>(0);

    boolean contains(String from, String to) {
      long first = number(from);
      long second = number(to);
      return (first < 0 || second < 0)
          ? texts.contains(new PairIds(from, to))
          : numbers.contains(first, second);
    }

    int size() {
      return numbers.size() + texts.size();
    }
  }

  /** The associations under one lock; an association and its inverse share a stripe. */
  private static final class Stripe {
    final Map<TypePair, Pairs> byTypes = new HashMap<>();
  }

  RecordedAssociations(long maxAssociations) {
    this.maxAssociations = maxAssociations;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** Returns how many associations fill about half of the heap. */
  static long maxAssociationsOfHeap() {
    return Runtime.getRuntime().maxMemory() / 2 / 44;
  }

  void add(ObjectType fromType, String from, ObjectType toType, String to) {
    TypePair types = new TypePair(fromType, toType);
    Stripe stripe = stripe(from, to);
    synchronized (stripe) {
      Pairs inverse = stripe.byTypes.get(types.inverse());
      if (inverse != null && inverse.contains(to, from)) {
        return;
      }
      Pairs pairs = stripe.byTypes.get(types);
      if (pairs != null && pairs.contains(from, to)) {
        return;
      }
      if (weight.get() >= maxAssociations
          || (pairs == null && stripe.byTypes.size() >= MAX_TYPE_PAIRS_PER_STRIPE)) {
        unrecorded.incrementAndGet();
        return;
      }
      if (pairs == null) {
        pairs = new Pairs();
        stripe.byTypes.put(types, pairs);
      }
      long first = number(from);
      long second = number(to);
      if (first < 0 || second < 0) {
        pairs.texts.add(new PairIds(from, to));
        weight.addAndGet(TEXT_WEIGHT);
      } else {
        pairs.numbers.add(first, second);
        weight.incrementAndGet();
      }
    }
  }

  /**
   * Returns whether two records are associated, in either direction.
   *
   * @param fromType a type by any of its names: "contacts", "contact", "CONTACT", "0-1", "2-123",
   *     "p1234_pets"
   * @param fromId the ID of a record of that type
   * @param toType the type of the other record
   * @param toId the ID of the other record
   * @return whether they are
   * @throws IllegalArgumentException if there is no such type
   * @throws IllegalStateException if the association is not among those remembered, but some were
   *     not remembered
   */
  public boolean contains(String fromType, String fromId, String toType, String toId) {
    TypePair types = new TypePair(type(fromType), type(toType));
    Stripe stripe = stripe(fromId, toId);
    synchronized (stripe) {
      Pairs pairs = stripe.byTypes.get(types);
      Pairs inverse = stripe.byTypes.get(types.inverse());
      if ((pairs != null && pairs.contains(fromId, toId))
          || (inverse != null && inverse.contains(toId, fromId))) {
        return true;
      }
    }
    requireComplete();
    return false;
  }

  /**
   * Returns whether two records are associated, in either direction.
   *
   * @param fromType a type by any of its names
   * @param fromId the ID of a record of that type
   * @param toType the type of the other record
   * @param toId the ID of the other record
   * @return whether they are
   * @throws IllegalArgumentException if there is no such type
   * @throws IllegalStateException if the association is not among those remembered, but some were
   *     not remembered
   */
  public boolean contains(String fromType, long fromId, String toType, long toId) {
    return contains(fromType, Long.toString(fromId), toType, Long.toString(toId));
  }

  /**
   * Returns the number of associations of all types; a pair of records counts once, not once per
   * direction.
   *
   * @return the number
   * @throws IllegalStateException if some were not remembered
   */
  public long count() {
    requireComplete();
    return remembered();
  }

  /** Returns how many are remembered: all of them, unless {@link #unrecorded} is more than 0. */
  long remembered() {
    return total(stripe -> stripe.byTypes.values().stream().mapToInt(Pairs::size).sum());
  }

  /**
   * Returns the number of associations between records of two types, in either direction.
   *
   * @param oneType a type by any of its names
   * @param otherType a type by any of its names
   * @return the number
   * @throws IllegalArgumentException if there is no such type
   * @throws IllegalStateException if some were not remembered
   */
  public long count(String oneType, String otherType) {
    requireComplete();
    TypePair types = new TypePair(type(oneType), type(otherType));
    Set<TypePair> both = new HashSet<>(List.of(types));
    both.add(types.inverse());
    return total(
        stripe ->
            both.stream()
                .map(stripe.byTypes::get)
                .mapToInt(pairs -> pairs == null ? 0 : pairs.size())
                .sum());
  }

  private long total(ToIntFunction<Stripe> sizes) {
    long total = 0;
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        total += sizes.applyAsInt(stripe);
      }
    }
    return total;
  }

  /**
   * Returns whether nothing was associated.
   *
   * @return whether it is empty
   */
  public boolean isEmpty() {
    return unrecorded.get() == 0 && count() == 0;
  }

  /**
   * Streams every association, in no particular order. The stream reads piece by piece, so that
   * memory stays bounded; associations added in the meantime may or may not be in it.
   *
   * @return the stream
   * @throws IllegalStateException if some were not remembered
   */
  public Stream<Association> stream() {
    requireComplete();
    return IntStream.range(0, STRIPES).boxed().flatMap(i -> associations(stripes[i]).stream());
  }

  private static List<Association> associations(Stripe stripe) {
    List<Association> associations = new ArrayList<>();
    synchronized (stripe) {
      stripe.byTypes.forEach(
          (types, pairs) -> {
            long[] numbers = pairs.numbers.toArray();
            for (int i = 0; i < numbers.length; i += 2) {
              String from = Long.toString(numbers[i]);
              associations.add(association(types, from, Long.toString(numbers[i + 1])));
            }
            pairs.texts.forEach(
                pair -> associations.add(association(types, pair.from(), pair.to())));
          });
    }
    return associations;
  }

  private static Association association(TypePair types, String from, String to) {
    AssociationType type = AssociationType.between(types.from(), types.to());
    return new Association(
        types.from().plural(), from, types.to().plural(), to, type.category(), type.typeId());
  }

  /**
   * Fails unless two records are associated, in either direction.
   *
   * @param fromType a type by any of its names
   * @param fromId the ID of a record of that type
   * @param toType the type of the other record
   * @param toId the ID of the other record
   * @throws AssertionError if they are not
   */
  public void assertContains(String fromType, String fromId, String toType, String toId) {
    if (!contains(fromType, fromId, toType, toId)) {
      throw new AssertionError(
          "Expected " + named(fromType, fromId, toType, toId) + " to be associated. " + summary());
    }
  }

  /**
   * Fails if two records are associated, in either direction.
   *
   * @param fromType a type by any of its names
   * @param fromId the ID of a record of that type
   * @param toType the type of the other record
   * @param toId the ID of the other record
   * @throws AssertionError if they are
   */
  public void assertNotContains(String fromType, String fromId, String toType, String toId) {
    if (contains(fromType, fromId, toType, toId)) {
      throw new AssertionError(
          "Expected " + named(fromType, fromId, toType, toId) + " not to be associated");
    }
  }

  /**
   * Fails unless there are this many associations, each pair of records counted once.
   *
   * @param expected how many
   * @throws AssertionError if there are more or fewer
   */
  public void assertCount(long expected) {
    if (count() != expected) {
      throw new AssertionError("Expected " + expected + " associations. " + summary());
    }
  }

  private static String named(String fromType, String fromId, String toType, String toId) {
    return fromType + " " + fromId + " and " + toType + " " + toId;
  }

  private String summary() {
    String some =
        stream()
            .limit(SHOWN)
            .map(a -> named(a.fromType(), a.fromId(), a.toType(), a.toId()))
            .collect(Collectors.joining("; "));
    long count = remembered();
    return "There are " + count + (count == 0 ? "" : ": " + some + (count > SHOWN ? "; …" : ""));
  }

  /**
   * Returns how many associations could not be remembered for lack of room.
   *
   * @return the number; 0 as long as there is room
   */
  public long unrecorded() {
    return unrecorded.get();
  }

  /** Forgets everything. */
  public void clear() {
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        stripe.byTypes.clear();
      }
    }
    weight.set(0);
    unrecorded.set(0);
  }

  @Override
  public String toString() {
    return "RecordedAssociations{count=" + remembered() + ", unrecorded=" + unrecorded.get() + "}";
  }

  private void requireComplete() {
    if (unrecorded.get() > 0) {
      throw new IllegalStateException(
          "More than "
              + maxAssociations
              + " associations were made, and "
              + unrecorded.get()
              + " of them were not remembered: raise maxAssociations or the heap size");
    }
  }

  private static ObjectType type(String text) {
    ObjectType type = ObjectType.find(text);
    if (type == null) {
      throw new IllegalArgumentException(
          "No object type is called \""
              + text
              + "\": use a name such as \"contacts\", an id such as \"0-1\" or \"2-123\", or a"
              + " fully qualified name such as \"p1234_pets\"");
    }
    return type;
  }

  private Stripe stripe(String from, String to) {
    int hash = (from.hashCode() + to.hashCode()) * 0x9E3779B9;
    return stripes[hash >>> 26];
  }

  /** Returns the ID as a number if no information is lost, or else -1. */
  private static long number(String id) {
    int length = id.length();
    if (length == 0 || length > 18 || (length > 1 && id.charAt(0) == '0')) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      char c = id.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }
}
