package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile responses: none makes the decoder throw, hang, or take much memory. */
class HostileResponsesTest {
  private static final Headers NONE = Headers.of();

  private static HubSpotApiException decode(String body) {
    HubSpotApiException e = HubSpotErrors.decode(400, NONE, body);
    Invariants.check(e);
    return e;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\n\t ", "\uFEFF", "\0", "{", "[", "\"", "<", "{}", "[]", "null"})
  void aBodyThatSaysNothingHasNoMessage(String body) {
    String message = decode(body).error().message();
    assertThat(message == null || message.equals("null") || message.equals("\u2026")).isTrue();
  }

  @Test
  void noBodyAndNoHeadersAreFine() {
    Invariants.check(HubSpotErrors.decode(502, null, (String) null));
    Invariants.check(HubSpotErrors.decode(502, null, (ResponseBody) null));
    Invariants.check(HubSpotErrors.decode(502, null, (ResponseBody) null, null));
    assertThat(HubSpotErrors.decode(502, NONE, (String) null, "GET /x"))
        .hasMessage("The response has no body (HTTP 502): GET /x; retry after some seconds");
  }

  @Test
  void theMessageAfterAValueNestedVeryDeepIsKept() {
    int depth = 200_000;
    for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}, {"[{\"errors\":", "}]"}}) {
      String open = pair[0].repeat(depth);
      String close = pair[1].repeat(depth);
      decode(open);
      for (String field :
          new String[] {"x", "errors", "context", "links", "subCategory", "category"}) {
        String body = "{\"" + field + "\":" + open + "1" + close + ",\"message\":\"still here\"}";
        assertThat(decode(body).error().message()).isEqualTo("still here");
      }
      decode("{\"message\":" + open + close + "}");
    }
  }

  @Test
  void numbersKeepTheirDigitsHoweverHuge() {
    String digits = "9".repeat(100_000);
    for (String number :
        new String[] {"1e999999", "-1E-999999", digits, "0.1", "123000000000", "1.0"}) {
      HubSpotError error =
          decode("{\"context\":{\"id\":" + number + "},\"code\":" + number + "}").error();
      assertThat(error.context()).containsEntry("id", List.of(number));
      assertThat(error.code()).isEqualTo(number);
    }
  }

  @Test
  void ofEqualNamesTheLastWins() {
    assertThat(decode("{\"message\":\"a\",\"message\":\"b\"}").error().message()).isEqualTo("b");
  }

  @Test
  void halfASurrogatePairDoesNotReachTheMessage() {
    for (String half : new String[] {"\\ud800", "\\udc00"}) {
      HubSpotApiException e =
          decode("{\"message\":\"a" + half + "b\",\"category\":\"" + half + "\"}");
      assertThat(e.getMessage()).contains("a\uFFFDb");
    }
    String smileys = "\ud83d\ude00".repeat(2000);
    for (int shift = 0; shift < 2; shift++) {
      HubSpotApiException e = decode("{\"message\":\"" + "x".repeat(shift) + smileys + "\"}");
      Invariants.checkLine(e.bodySnippet(), 1000);
    }
  }

  @Test
  void byteOrderMarksAreUnderstood() throws IOException {
    String json = "{\"message\":\"gr\u00fc\u00df\"}";
    assertThat(decode("\uFEFF" + json).error().message()).isEqualTo("gr\u00fc\u00df");
    for (Buffer bytes :
        new Buffer[] {
          new Buffer().writeUtf8("\uFEFF" + json),
          new Buffer().writeString("\uFEFF" + json, StandardCharsets.UTF_16BE),
          new Buffer().writeString("\uFEFF" + json, StandardCharsets.UTF_16LE)
        }) {
      ResponseBody body = ResponseBody.create(bytes.readByteArray(), null);
      assertThat(HubSpotErrors.decode(400, NONE, body).error().message())
          .isEqualTo("gr\u00fc\u00df");
    }
  }

  @Test
  void theDeclaredCharsetIsUsedIfThereIsSuchAOne() {
    byte[] latin = "{\"message\":\"gr\u00fc\u00df\"}".getBytes(StandardCharsets.ISO_8859_1);
    ResponseBody body =
        ResponseBody.create(latin, MediaType.get("application/json; charset=iso-8859-1"));
    assertThat(HubSpotErrors.decode(400, NONE, body).error().message()).isEqualTo("gr\u00fc\u00df");
    ResponseBody odd = ResponseBody.create(latin, MediaType.get("text/html; charset=martian"));
    assertThat(HubSpotErrors.decode(400, NONE, odd).error().message()).isEqualTo("gr\uFFFD\uFFFD");
  }

  static final String[] FIELDS = {
    "message",
    "correlationId",
    "category",
    "subCategory",
    "errorType",
    "policyName",
    "links",
    "context",
    "errors",
    "status",
    "code",
    "in",
    "error",
    "error_description"
  };

  @Test
  void anyFieldMayHaveAnyType() {
    String[] values = {
      "null",
      "true",
      "-0",
      "1e5",
      "\"\"",
      "\" \"",
      "\"{\"",
      "\"{a=[\"",
      "[]",
      "{}",
      "[null]",
      "[[]]",
      "[1,\"a\",null,{\"b\":[2]}]",
      "{\"a\":null}",
      "{\"a\":{\"b\":1}}",
      "{\"a\":[[\"x\"],{\"y\":true}]}",
      "{\"\":\"\"}",
      "{\"message\":7}",
      "\"\\u0000\"",
      "nul"
    };
    for (String field : FIELDS) {
      for (String value : values) {
        HubSpotApiException e =
            decode("{\"" + field + "\":" + value + ",\"errors \":1,\"links\":{\"a\":\"kept\"}}");
        assertThat(e.error().links()).describedAs("%s: %s", field, value).containsValue("kept");
        decode("{\"errors\":[{\"" + field + "\":" + value + "}]}");
        decode("[{\"" + field + "\":" + value + "}]");
      }
    }
  }

  static List<Path> bodies() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/bodies"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void aBodyCutAnywhereKeepsWhatCame(Path file) throws IOException {
    String body = Files.readString(file);
    HubSpotError whole = decode(body).error();
    for (int end = 0; end < body.length(); end++) {
      HubSpotError cut = decode(body.substring(0, end)).error();
      if (whole.errors().isEmpty() && cut.message() != null && file.toString().endsWith(".json")) {
        assertThat(whole.message() + "\u2026")
            .startsWith(cut.message().substring(0, cut.message().length() - 1));
      }
      // Half an id is never taken for an id.
      for (List<String> values : cut.context().values()) {
        for (String value : values) {
          assertThat(
                  value.endsWith("\u2026")
                      || whole.context().values().stream().anyMatch(all -> all.contains(value)))
              .describedAs("%s cut at %s", value, end)
              .isTrue();
        }
      }
    }
  }

  @Test
  void bytesThatAreNoTextHaveNoMessage() {
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      Invariants.check(
          HubSpotErrors.decode(random.nextInt(), NONE, ResponseBody.create(bytes, null)));
    }
    byte[] gzip = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 'a', 'b'};
    assertThat(HubSpotErrors.decode(500, NONE, ResponseBody.create(gzip, null)).error().message())
        .isNull();
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void damagedBodiesAreStillDecoded(Path file) throws IOException {
    byte[] body = Files.readAllBytes(file);
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] damaged = body.clone();
      for (int i = random.nextInt(5); i >= 0; i--) {
        String signs = "{}[]\",:\\=\u00e4 0tn\n";
        damaged[random.nextInt(damaged.length)] =
            random.nextBoolean()
                ? (byte) signs.charAt(random.nextInt(signs.length()))
                : (byte) random.nextInt();
      }
      try {
        Invariants.check(HubSpotErrors.decode(400, NONE, ResponseBody.create(damaged, null)));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** Bodies that repeat something until they have about this many characters. */
  private static Stream<String> repetitiveBodies(int length) {
    String[] units = {
      "[",
      "{",
      "\"",
      "\\",
      "{\"a\":",
      "{a=",
      "{a=[",
      "], ",
      ", a=",
      "=",
      "}",
      ">",
      "<",
      "< ",
      "<title",
      "</title",
      "<!--",
      "&amp;",
      "&#",
      "Bearer ",
      "bearer\t",
      "pat-",
      "pat-a ",
      "C",
      "C-",
      "Ca0-",
      "Ca0 ",
      "na1-",
      "na1-0000-",
      "access_token",
      "access_token=",
      "token:\"",
      "authBearer auth",
      " ",
      "\n",
      "9",
      "-",
      "\\u00",
      "\\u003d",
      "\u00e4",
      "\ud83d\ude00",
      "a",
      "aB3_",
      "1,",
      "null,",
      "\"a\",",
      "{},",
      "[],",
      "{\"a\":1},",
      "{\"message\":\"a\"},",
      "No x with ID ",
      "CONTACT=1 is not valid, ",
      "access-tokens/",
      "client_secret\\\""
    };
    return Arrays.stream(units)
        .flatMap(
            unit -> {
              String many = unit.repeat(length / unit.length());
              String quoted = many.replace("\\", "\\\\").replace("\"", "\\\"");
              return Stream.of(
                  many,
                  "[" + many,
                  "<h1>" + many,
                  "{\"errors\":[" + many,
                  "{\"errors\":[{\"message\":\"" + quoted + "\"}],\"message\":\"" + quoted + "b",
                  "{\"context\":{\"ids\":[" + many,
                  "{\"context\":\"{a=" + quoted + "\"}",
                  "{\"context\":\"{missingScopes=[" + quoted + "\"}");
            });
  }

  @Test
  void repetitionConfusesNothing() {
    repetitiveBodies(300).forEach(HostileResponsesTest::decode);
  }

  @Test
  @Tag("slow-when-mutated")
  void aLongBodyTakesTimeInProportion() {
    // Quadratic work on so many characters takes ten seconds and more, linear some milliseconds.
    repetitiveBodies(1 << 17)
        .forEach(
            body ->
                assertTimeoutPreemptively(
                    Duration.ofSeconds(5),
                    () -> HubSpotErrors.decode(404, NONE, body, body),
                    () -> body.substring(0, 50)));
  }

  /** A body that never ends and counts what is taken of it. */
  private static final class Endless implements Source {
    long read;
    final int portion;

    Endless(int portion) {
      this.portion = portion;
    }

    @Override
    public long read(Buffer sink, long byteCount) {
      int count = (int) Math.min(byteCount, portion);
      sink.write(new byte[count]);
      read += count;
      return count;
    }

    @Override
    public Timeout timeout() {
      return Timeout.NONE;
    }

    @Override
    public void close() {}
  }

  private static ResponseBody body(BufferedSource source) {
    return ResponseBody.create(source, null, -1);
  }

  @Test
  void noMoreThanTheCapIsReadOfABodyHoweverLong() {
    for (int portion : new int[] {1, 1000, 8191, 8192, 100_000}) {
      Endless endless = new Endless(portion);
      Invariants.check(HubSpotErrors.decode(500, NONE, body(Okio.buffer(endless))));
      assertThat(endless.read)
          .isLessThanOrEqualTo(HubSpotErrors.MAX_BODY_BYTES)
          .isGreaterThan(HubSpotErrors.MAX_BODY_BYTES / 2);
    }
  }

  @Test
  void aBodyThatBreaksMidwayStillSaysWhatCame() {
    Buffer start =
        new Buffer().writeUtf8("{\"category\":\"RATE_LIMIT\",\"message\":\"You have rea");
    Source breaking =
        new ForwardingSource(start) {
          @Override
          public long read(Buffer sink, long byteCount) throws IOException {
            long read = super.read(sink, byteCount);
            if (read == -1) {
              throw new IOException("reset");
            }
            return read;
          }
        };
    ResponseBody body = body(Okio.buffer(breaking));
    for (int i = 0; i < 2; i++) {
      HubSpotApiException e = HubSpotErrors.decode(429, NONE, body, "POST /x");
      assertThat(e.error().message()).isEqualTo("You have rea\u2026");
      assertThat(e.kind()).isEqualTo(ErrorKind.RATE_LIMIT);
    }
  }

  @Test
  void aBodyThatCannotBeReadCountsAsNone() {
    BufferedSource closed = Okio.buffer((Source) new Buffer().writeUtf8("{}"));
    ResponseBody failing =
        new ResponseBody() {
          @Override
          public MediaType contentType() {
            throw new IllegalStateException("no type");
          }

          @Override
          public long contentLength() {
            throw new IllegalStateException("no length");
          }

          @Override
          public BufferedSource source() {
            throw new IllegalStateException("no source");
          }
        };
    assertThat(HubSpotErrors.decode(500, NONE, failing).bodySnippet()).isEmpty();
    ResponseBody withoutType =
        new ResponseBody() {
          @Override
          public MediaType contentType() {
            throw new IllegalStateException("no type");
          }

          @Override
          public long contentLength() {
            return -1;
          }

          @Override
          public BufferedSource source() {
            return new Buffer().writeUtf8("words");
          }
        };
    assertThat(HubSpotErrors.decode(500, NONE, withoutType).bodySnippet()).isEqualTo("words");
    ResponseBody shut = body(closed);
    shut.close();
    assertThat(HubSpotErrors.decode(500, NONE, shut).bodySnippet()).isEmpty();
  }

  @Test
  void everyStatusHasItsTypeAndIsRetryableOrNot() {
    Map<Integer, Class<?>> types =
        Map.of(
            400, InvalidRequestException.class,
            401, AuthenticationException.class,
            403, ForbiddenException.class,
            404, ObjectNotFoundException.class,
            409, ConflictException.class,
            423, LockedException.class,
            429, RateLimitException.class,
            477, MigrationInProgressException.class);
    List<Integer> retryable =
        List.of(408, 409, 423, 429, 477, 488, 500, 502, 503, 504, 521, 523, 524);
    for (String body :
        new String[] {"", "<html><title>x</title>", "{\"message\":\"m\"}", "{\"me"}) {
      IntStream.concat(IntStream.rangeClosed(-1, 1000), IntStream.of(Integer.MIN_VALUE, 1 << 30))
          .forEach(
              status -> {
                HubSpotApiException e = HubSpotErrors.decode(status, NONE, body);
                Invariants.check(e);
                Class<?> type =
                    status >= 500 && status < 600
                        ? HubSpotServerException.class
                        : status >= 200 && status < 300
                            ? UnexpectedResponseException.class
                            : types.getOrDefault(status, HubSpotApiException.class);
                assertThat(e).describedAs("status %s", status).isExactlyInstanceOf(type);
                assertThat(e.isRetryable())
                    .describedAs("status %s", status)
                    .isEqualTo(
                        retryable.contains(status)
                            || type == UnexpectedResponseException.class
                            || e.kind() == ErrorKind.INTERMEDIARY);
                assertThat(e.kind() == ErrorKind.INTERMEDIARY)
                    .isEqualTo((status == 401 || status == 403) && body.startsWith("<"));
                assertThat(e).hasMessageContaining("HTTP " + status);
              });
    }
  }
}
