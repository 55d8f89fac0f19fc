package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import okio.BufferedSink;
import okio.BufferedSource;

/**
 * The engine's steps, one by one, for benchmarks: in the engine's package, because nobody else has
 * to see them.
 *
 * @param <C> the type of the contexts
 */
public final class EngineParts<C> {
  private final InputPage<C> page;
  private final int[] slots;

  private EngineParts(InputPage<C> page) {
    this.page = page;
    this.slots = new PageRun<>(page, Isolation.NONE, 1, false).next().slots;
  }

  /** Sorts inputs, which have to fit one page, into it. */
  public static <C> EngineParts<C> page(List<AssociationRequest<C>> inputs) {
    Pager<C> pager = new Pager<>(inputs.size(), Long.MAX_VALUE, Long.MAX_VALUE);
    for (AssociationRequest<C> input : inputs) {
      pager.add(input);
    }
    return new EngineParts<>(pager.poll());
  }

  /** Writes the request's body. */
  public void encode(BufferedSink sink) throws IOException {
    new PageBody(page, slots).writeTo(sink);
  }

  /** Reads an answer and matches its rows; returns how many pairs it confirms. */
  public int decode(BufferedSource answer) throws IOException {
    PageMatch match = new PageMatch(page, slots);
    new AnswerReader(answer, match).read();
    return confirmed(match);
  }

  /** Looks rows up by the keys of their ids: start and end of from and of to, in turn. */
  public int match(long[] keys) {
    PageMatch match = new PageMatch(page, slots);
    for (int i = 0; i < keys.length; i += 4) {
      match.row(keys[i], keys[i + 1], keys[i + 2], keys[i + 3], null);
    }
    return confirmed(match);
  }

  /** Reads an answer and makes the outcome of each input. */
  public PageResult<C> outcomes(BufferedSource answer) throws IOException {
    PageRun<C> run = new PageRun<>(page, Isolation.NONE, 1, false);
    PageRun.Part part = run.next();
    PageMatch match = new PageMatch(page, part.slots);
    new AnswerReader(answer, match).read();
    Answer read = new Answer(match, Collections.emptyList(), 0);
    run.sent();
    run.settle(new Sent(read, null, false, false, false, null), "", null);
    return run.result();
  }

  /** The keys of ids, start and end in turn. */
  public static long[] keys(Stream<String> ids) {
    return ids.flatMapToLong(id -> LongStream.of(IdKey.start(id), IdKey.end(id))).toArray();
  }

  private int confirmed(PageMatch match) {
    int confirmed = 0;
    for (int i = 0; i < slots.length; i++) {
      if (match.isConfirmed(i)) {
        confirmed++;
      }
    }
    return confirmed;
  }
}
