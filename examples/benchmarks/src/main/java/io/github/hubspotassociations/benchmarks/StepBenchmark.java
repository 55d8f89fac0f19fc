package io.github.hubspotassociations.benchmarks;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.benchmarks.Workload.RowOrder;
import io.github.hubspotassociations.bulk.EngineParts;
import io.github.hubspotassociations.client.model.BatchResponsePublicDefaultAssociation;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The engine's steps for one page of 2,000 pairs, with nothing of HTTP around them. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StepBenchmark {
  /** What is asked for. */
  @State(Scope.Thread)
  public static class Asked {
    final List<AssociationRequest<Integer>> inputs = Workload.page(0);
    final EngineParts<Integer> page = EngineParts.page(inputs);
  }

  /** The response. */
  @State(Scope.Thread)
  public static class Received {
    /** How the rows stand. */
    @Param RowOrder order;

    private byte[] response;
    private JsonAdapter<BatchResponsePublicDefaultAssociation> adapter;

    /** Makes the response. */
    @Setup
    public void prepare() {
      response = Workload.response(0, order);
      adapter =
          new Moshi.Builder()
              .add(ModelJsonAdapterFactory.INSTANCE)
              .build()
              .adapter(BatchResponsePublicDefaultAssociation.class);
    }

    private BufferedSource source() {
      return Okio.buffer(Okio.source(new ByteArrayInputStream(response)));
    }
  }

  /** Sorting the inputs into a page. */
  @Benchmark
  public Object page(Asked asked) {
    return EngineParts.page(asked.inputs);
  }

  /** Writing the request's body. */
  @Benchmark
  public Object encode(Asked asked) throws IOException {
    BufferedSink sink = Okio.buffer(Okio.blackhole());
    asked.page.encode(sink);
    sink.flush();
    return sink;
  }

  /** Reading the response and matching its rows. */
  @Benchmark
  public int decode(Asked asked, Received received) throws IOException {
    return asked.page.decode(received.source());
  }

  /** Reading, matching, and an outcome for each input. */
  @Benchmark
  public Object outcomes(Asked asked, Received received) throws IOException {
    return asked.page.outcomes(received.source());
  }

  /** Nothing but moving the response through okio: what each of the two before contains. */
  @Benchmark
  public long discard(Received received) throws IOException {
    return received.source().readAll(Okio.blackhole());
  }

  /** Reading the response into the generated models, for comparison. */
  @Benchmark
  public Object decodeIntoModels(Received received) throws IOException {
    return received.adapter.fromJson(received.source());
  }
}
