package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.internal.json.BatchBody;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.json.BodySource;
import io.github.hubspotassociations.internal.send.Sent;
import io.github.hubspotassociations.internal.send.Tries;
import java.io.IOException;
import java.util.List;
import okio.BufferedSink;
import okio.BufferedSource;

/**
 * The engine's steps, one by one, for benchmarks: in the engine's package, because no other code
 * has to see them.
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
    new BatchBody(page.ids(), slots).writeTo(sink);
  }

  /** Reads a response and matches its rows; returns how many pairs it confirms. */
  public int decode(BufferedSource response) throws IOException {
    BatchResponse read = read(response);
    int confirmed = 0;
    for (int i = 0; i < slots.length; i++) {
      if (read.isConfirmed(i)) {
        confirmed++;
      }
    }
    return confirmed;
  }

  private BatchResponse read(BufferedSource response) throws IOException {
    return BatchResponse.read(
        new BodySource(response),
        page.ids(),
        slots,
        json -> {
          throw new IllegalArgumentException(json);
        });
  }

  /** Reads a response and makes the outcome of each input. */
  public PageResult<C> outcomes(BufferedSource response) throws IOException {
    PageRun<C> run = new PageRun<>(page, Isolation.NONE, 1, false);
    run.next();
    run.sent();
    run.settle(Sent.responded(read(response), false, null, Tries.NEW), "", null, false);
    return run.result();
  }
}
