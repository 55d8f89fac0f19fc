package io.github.hubspotassociations.internal.json;

import com.squareup.moshi.JsonDataException;
import io.github.hubspotassociations.error.HubSpotErrors;
import java.io.IOException;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * A response body that keeps its beginning for messages, notes whether reading it failed, and is
 * never buffered whole.
 */
public final class BodySource extends ForwardingSource {
  private static final int SNIPPET_BYTES = 1024;

  private final Buffer beginning = new Buffer();
  private int bytesKept = HubSpotErrors.MAX_BODY_BYTES;
  private @Nullable Exception failure;

  /**
   * Wraps a body.
   *
   * @param body what is read
   */
  public BodySource(Source body) {
    super(body);
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    // What a reader leaves in its buffer while it asks for more is a single value.
    if (sink.size() > HubSpotErrors.MAX_BODY_BYTES) {
      throw new JsonDataException(
          "A value of the response is longer than " + HubSpotErrors.MAX_BODY_BYTES + " bytes");
    }
    long read;
    try {
      read = super.read(sink, byteCount);
    } catch (IOException | RuntimeException e) {
      failure = e;
      throw e;
    }
    long kept = Math.min(read, bytesKept - beginning.size());
    if (kept > 0) {
      // Bytes, as a segment that two buffers share never goes back to Okio's pool.
      sink.copyTo(beginning.outputStream(), sink.size() - read, kept);
    }
    return read;
  }

  /** Keeps no more than a snippet: the body is not an error. */
  void keepSnippet() {
    bytesKept = SNIPPET_BYTES;
  }

  /** Gives back what was kept: the body was read, and nothing is to be said of it. */
  void forget() {
    beginning.clear();
  }

  /** {@return the beginning of the body, as far as it was read and is worth keeping} */
  public String beginning() {
    return beginning.clone().readUtf8();
  }

  /** What reading failed with. */
  @Nullable Exception failure() {
    return failure;
  }
}
