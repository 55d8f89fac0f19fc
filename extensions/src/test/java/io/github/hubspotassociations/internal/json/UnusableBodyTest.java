package io.github.hubspotassociations.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.SocketTimeoutException;
import okio.Buffer;
import okio.Source;
import okio.Timeout;
import org.junit.jupiter.api.Test;

/** What is said of a body that is not the response to a batch. */
final class UnusableBodyTest {
  private static final Pairs SENT = PairsOf.ids("1", "2");

  private static IOException unusable(BodySource body) {
    return catchThrowableOfType(
        IOException.class,
        () ->
            BatchResponse.read(
                body,
                SENT,
                new int[] {0},
                json -> {
                  throw new AssertionError(json);
                }));
  }

  private static IOException unusable(String body) {
    return unusable(bodyOf(body));
  }

  private static BodySource bodyOf(String body) {
    return new BodySource(new Buffer().writeUtf8(body));
  }

  /** What is kept of a body that can't be used. */
  private static String kept(String body) {
    BodySource source = bodyOf(body);
    assertThat(unusable(source)).isExactlyInstanceOf(IOException.class);
    return source.beginning();
  }

  @Test
  void theMessageSaysWhatIsWrongAndWhere() {
    assertThat(unusable("")).hasMessage("The response breaks off at $");
    assertThat(unusable("<html></html>")).hasMessage("The response is not JSON at $");
    assertThat(unusable("{\"results\":[{\"from\":{\"id\":'1'}}]}"))
        .hasMessage("The response is not JSON at $.results[0].from.id");
    assertThat(unusable("{\"results\":[{\"from\":{\"id\":\"1"))
        .hasMessageStartingWith("The response");
    assertThat(unusable("{\"results\":[{},{\"from\":"))
        .hasMessage("The response breaks off at $.results[1].from");
    assertThat(unusable("[]")).hasMessage("Expected BEGIN_OBJECT but was BEGIN_ARRAY at path $");
    assertThat(unusable("{\"results\":7}"))
        .hasMessage("Expected BEGIN_ARRAY but was NUMBER at path $.results");
    assertThat(unusable("{\"status\":\"COMPLETE\"}"))
        .hasMessage("The response has neither results nor errors");
  }

  @Test
  void anErrorWithoutResultsIsKeptWhole() {
    for (String body :
        new String[] {
          "{\"status\":\"error\",\"errors\":[null],\"links\":\"" + "x".repeat(9000) + "\"}",
          "{\"message\":\"expired\",\"errors\":[],\"category\":\"EXPIRED_AUTHENTICATION\"}",
          "{\"category\":\"MISSING_SCOPES\",\"results\":null}",
          "{\"message\":\"no\"}",
        }) {
      assertThat(unusable(body)).hasMessage("The response is an error").hasNoCause();
      assertThat(kept(body)).isEqualTo(body);
    }
  }

  @Test
  void aMebibyteOfTheBodyIsKeptAndASnippetOnceThereWereRows() {
    String endless = "{\"message\":\"no\",\"x\":[" + "1,".repeat(1 << 20) + "1]}";
    assertThat(kept(endless)).isEqualTo(endless.substring(0, 1 << 20));

    String rows = "{\"results\":[" + "{},".repeat(1 << 18) + "{}";
    String snippet = kept(rows);
    assertThat(rows).startsWith(snippet);
    assertThat(snippet.length()).isBetween(1000, 8192);
  }

  @Test
  void noValueIsHeldInMemoryAboveAMebibyte() {
    Source endless =
        new Source() {
          @Override
          public long read(Buffer sink, long byteCount) {
            sink.writeUtf8("x".repeat(8192));
            return 8192;
          }

          @Override
          public Timeout timeout() {
            return Timeout.NONE;
          }

          @Override
          public void close() {}
        };
    for (String start : new String[] {"{\"x\":\"", "{\"", "{\"results\":[{\"from\":{\"id\":\""}) {
      assertThat(unusable(new BodySource(followedBy(start, endless))))
          .hasMessage("A value of the response is longer than 1048576 bytes")
          .hasNoCause();
    }
  }

  @Test
  void aFailureOfReadingIsTheCause() {
    IOException timeout = new SocketTimeoutException("timeout");
    String whole = "{\"results\":[{\"from\":{\"id\":\"1\"},\"to\":{\"id\":\"2\"}}]}";
    for (int length = 0; length <= whole.length(); length++) {
      String start = whole.substring(0, length);
      BodySource body = new BodySource(followedBy(start, failing(timeout)));
      assertThat(unusable(body))
          .as(start)
          .hasMessage("The response could not be read to its end: " + timeout)
          .cause()
          .isSameAs(timeout);
      assertThat(body.beginning()).isEqualTo(start);
    }
  }

  @Test
  void aSourceThatThrowsAnythingElseHasFailedToo() {
    IllegalStateException closed = new IllegalStateException("closed");
    assertThat(unusable(new BodySource(followedBy("{\"results\":", failing(closed)))))
        .cause()
        .isSameAs(closed);
  }

  private static Source failing(Exception failure) {
    return new Source() {
      @Override
      public long read(Buffer sink, long byteCount) throws IOException {
        if (failure instanceof IOException io) {
          throw io;
        }
        throw (RuntimeException) failure;
      }

      @Override
      public Timeout timeout() {
        return Timeout.NONE;
      }

      @Override
      public void close() {}
    };
  }

  private static Source followedBy(String start, Source rest) {
    Buffer first = new Buffer().writeUtf8(start);
    return new Source() {
      @Override
      public long read(Buffer sink, long byteCount) throws IOException {
        return first.exhausted() ? rest.read(sink, byteCount) : first.read(sink, byteCount);
      }

      @Override
      public Timeout timeout() {
        return Timeout.NONE;
      }

      @Override
      public void close() {}
    };
  }
}
