package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.internal.json.Pairs;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Inputs that fit one request: of one pair of object types, no more than the page size and the
 * bytes allowed, each distinct pair sent once. {@link BulkAssociator#pages} makes them, {@link
 * BulkAssociator#associatePages} sends them. Immutable; as thread-safe as the contexts of its
 * requests.
 *
 * @param <C> the type of the caller's context
 */
public final class InputPage<C> {
  private final long number;

  /** What it was made of, which nothing changes any more. */
  private final Builder<C> content;

  InputPage(Builder<C> content, long number) {
    this.number = number;
    this.content = content;
  }

  /**
   * Creates a page of inputs, for the tests of applications; {@link BulkAssociator#pages} sorts any
   * inputs into pages.
   *
   * @param <C> the type of the caller's context
   * @param requests 1 to 2,000 inputs of one pair of object types
   * @return the page, whose inputs have the indexes from 0
   * @throws IllegalArgumentException if there are none or too many, if their types differ, or if
   *     one is the reverse of another
   */
  public static <C> InputPage<C> of(Iterable<AssociationRequest<C>> requests) {
    Builder<C> builder = null;
    for (AssociationRequest<C> request : Objects.requireNonNull(requests, "requests")) {
      String from = request.from().objectType();
      String to = request.to().objectType();
      if (builder == null) {
        builder = new Builder<>(from, to, 0, BulkAssociator.MAX_PAGE_SIZE);
      }
      boolean fits =
          !builder.isFull() && builder.isOf(from, to) && builder.find(request) >= Pairs.ABSENT;
      if (!fits) {
        throw new IllegalArgumentException(
            request
                + " does not fit the page: give at most 2,000 inputs of one pair of object types,"
                + " of which none is the reverse of another");
      }
      builder.add(builder.size, request);
    }
    if (builder == null) {
      throw new IllegalArgumentException("requests is empty: give 1 input or more");
    }
    return builder.build(0);
  }

  /** {@return the page's number in its run, from 0} */
  public long number() {
    return number;
  }

  /** {@return the object type of every {@code from} of the page, as it goes into the path} */
  public String fromObjectType() {
    return content.fromObjectType;
  }

  /** {@return the object type of every {@code to} of the page, as it goes into the path} */
  public String toObjectType() {
    return content.toObjectType;
  }

  /** {@return the number of inputs, duplicates included} */
  public int size() {
    return content.size;
  }

  /** {@return the number of distinct pairs: what the request carries} */
  public int pairCount() {
    return content.ids.size();
  }

  /** {@return the length of the request's body in bytes} */
  public long encodedBytes() {
    return content.ids.bodyBytes();
  }

  /**
   * The index in the run of the page's input at a position.
   *
   * @param position from 0 to {@link #size()} − 1, the order of {@link #requests()}
   * @return the index
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public long index(int position) {
    if (position < 0 || position >= size()) {
      throw new IndexOutOfBoundsException("position " + position + " of a page of " + size());
    }
    return content.indexes == null ? content.firstIndex + position : content.indexes[position];
  }

  /** {@return the inputs, in the order of their indexes} Unmodifiable. */
  public List<AssociationRequest<C>> requests() {
    return Collections.unmodifiableList(Arrays.asList(content.requests));
  }

  @Override
  public String toString() {
    return "InputPage{"
        + number
        + ": "
        + content.fromObjectType
        + " → "
        + content.toObjectType
        + ", "
        + size()
        + " inputs from index "
        + content.firstIndex
        + (pairCount() == size() ? "" : ", " + pairCount() + " distinct pairs")
        + ", "
        + encodedBytes()
        + " bytes}";
  }

  AssociationRequest<C> request(int position) {
    return content.requests[position];
  }

  /** The slot of the input at a position. */
  int slot(int position) {
    return content.slotOfInput == null ? position : content.slotOfInput[position];
  }

  /** The pair of a slot. */
  AssociationRequest<C> pair(int slot) {
    return content.pairs[slot];
  }

  /** The ids of the distinct pairs, by slot. */
  Pairs ids() {
    return content.ids;
  }

  /** A page that fills up, and what it holds from then on. */
  static final class Builder<C> {
    private static final int FIRST_ROOM = 16;

    /** Most pages become full: growing to twice the room each time took a tenth of their making. */
    private static final int GROWTH = 8;

    final long firstIndex;
    final String fromObjectType;
    final String toObjectType;
    final int capacity;
    int size;
    AssociationRequest<C>[] requests;

    /** The index of each input; null where they are consecutive. */
    long @Nullable [] indexes;

    /**
     * The slot of each input: its pair's position among the distinct pairs; null where each input
     * has its own.
     */
    int @Nullable [] slotOfInput;

    /** The distinct pairs, each as the first request that asks for it. */
    AssociationRequest<C>[] pairs;

    /** Their ids, by the same slots. */
    final Pairs ids;

    Builder(String fromObjectType, String toObjectType, long firstIndex, int capacity) {
      this.fromObjectType = fromObjectType;
      this.toObjectType = toObjectType;
      this.firstIndex = firstIndex;
      this.capacity = capacity;
      this.requests = newArray(Math.min(capacity, FIRST_ROOM));
      this.pairs = requests;
      this.ids = new Pairs(capacity);
    }

    boolean isFull() {
      return size == capacity;
    }

    boolean isOf(String from, String to) {
      return fromObjectType.equals(from) && toObjectType.equals(to);
    }

    /** The slot of a request's pair, as {@link Pairs#find} returns it. */
    int find(AssociationRequest<C> request) {
      return ids.find(request.from().id(), request.to().id());
    }

    void add(long index, AssociationRequest<C> request) {
      add(index, request, find(request));
    }

    /**
     * Adds the input that was looked for last, whose pair is not there the other way round.
     *
     * @param found the slot of its pair, or {@link Pairs#ABSENT}
     */
    void add(long index, AssociationRequest<C> request, int found) {
      if (size == requests.length) {
        grow();
      }
      noteIndex(index);
      int slot = found;
      if (found == Pairs.ABSENT) {
        slot = ids.add();
        pairs[slot] = request;
      }
      noteSlot(slot);
      requests[size++] = request;
    }

    private void noteIndex(long index) {
      if (indexes == null && index != firstIndex + size) {
        indexes = new long[requests.length];
        for (int i = 0; i < size; i++) {
          indexes[i] = firstIndex + i;
        }
      }
      if (indexes != null) {
        indexes[size] = index;
      }
    }

    private void noteSlot(int slot) {
      if (slotOfInput == null && slot != size) {
        // The first duplicate: from here on inputs and distinct pairs are two lists.
        slotOfInput = new int[requests.length];
        for (int i = 0; i < size; i++) {
          slotOfInput[i] = i;
        }
        pairs = Arrays.copyOf(requests, requests.length);
      }
      if (slotOfInput != null) {
        slotOfInput[size] = slot;
      }
    }

    private void grow() {
      int room = (int) Math.min(capacity, GROWTH * (long) requests.length);
      boolean same = pairs == requests;
      requests = Arrays.copyOf(requests, room);
      pairs = same ? requests : Arrays.copyOf(pairs, room);
      if (indexes != null) {
        indexes = Arrays.copyOf(indexes, room);
      }
      if (slotOfInput != null) {
        slotOfInput = Arrays.copyOf(slotOfInput, room);
      }
    }

    /** Makes the page; nothing is added any more. */
    InputPage<C> build(long number) {
      if (size < requests.length) {
        requests = Arrays.copyOf(requests, size);
      }
      return new InputPage<>(this, number);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <C> AssociationRequest<C>[] newArray(int length) {
      return new AssociationRequest[length];
    }
  }
}
