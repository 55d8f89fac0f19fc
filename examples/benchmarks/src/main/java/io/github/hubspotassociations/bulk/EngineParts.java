package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
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

  /** Matches rows by their ids, from and to in turn. */
  public int match(long[] ids) {
    PageMatch match = new PageMatch(page, slots);
    for (int i = 0; i < ids.length; i += 2) {
      match.row(ids[i], ids[i + 1], null);
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
