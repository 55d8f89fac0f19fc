package io.github.hubspotassociations.bulkimport;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.emulator.HubSpotEmulator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong before the first request: status 2, the fix, and nothing touched. */
class UsageTest {
  private static final String ROWS = "from_id,to_id\n101,201\n";
  private static final String OLD_RESULTS =
      "row,from_type,from_id,to_type,to_id,outcome,association_type_id,category,message,"
          + "correlation_id,attempts\n2,old\n";
  private static final String OLD_FAILURES = "from_id,to_id,error\nold,,\n";

  @TempDir Path dir;

  private HubSpotEmulator emulator;
  private Path results;
  private Path failures;

  @BeforeEach
  void setUp() {
    emulator = HubSpotEmulator.start();
    results = Associate.write(dir.resolve("results.csv"), OLD_RESULTS);
    failures = Associate.write(dir.resolve("failures.csv"), OLD_FAILURES);
  }

  @AfterEach
  void nothingWasSentOrTouched() {
    emulator.close();
    assertThat(emulator.violations()).isEmpty();
    assertThat(emulator.requests().total()).isZero();
    assertThat(results).hasContent(OLD_RESULTS);
    assertThat(failures).hasContent(OLD_FAILURES);
  }

  private Associate.End rejected(Associate command, Object... more) {
    List<Object> args = new ArrayList<>();
    args.addAll(List.of("--base-url", emulator.url(), "--results", results));
    args.addAll(List.of("--failures", failures, "--json"));
    args.addAll(List.of(more));
    Associate.End end = command.run(args.toArray());
    assertThat(end.status()).as(end.err()).isEqualTo(2);
    assertThat(end.out()).isEmpty();
    assertThat(end.err()).startsWith("associate: ").doesNotContain("Exception", Associate.TOKEN);
    return end;
  }

  private String rejectedInput(byte[] bytes) throws IOException {
    Path input = Files.write(dir.resolve("input.csv"), bytes);
    return rejected(new Associate(), "--from-type", "contacts", "--to-type", "companies", input)
        .err();
  }

  private String rejectedInput(String text) throws IOException {
    return rejectedInput(text.getBytes(UTF_8));
  }

  private Path goodInput() {
    return Associate.write(dir.resolve("good.csv"), ROWS);
  }

  @Test
  void aNeededColumnThatIsMissingIsNamed() throws IOException {
    assertThat(rejectedInput("from_id,company\n1,2\n"))
        .contains("line 1", "no column to_id", "from_id, company");
    assertThat(rejectedInput("101,201\n")).contains("no column from_id", "101, 201");
    assertThat(rejectedInput("from_id|to_id\n")).contains("no column from_id", "comma, semicolon");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"from_id,to_id,from_id", "from_id,to_id, TO_ID ", "from_id,to_id,to_type,to_type"})
  void aColumnThatStandsTwiceIsNamed(String header) throws IOException {
    assertThat(rejectedInput(header + "\n1,2,3\n")).contains("stands 2 times", "keep one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\uFEFF", " \n\r\n"})
  void anEmptyFileNeedsAHeader(String text) throws IOException {
    assertThat(rejectedInput(text)).contains("is empty", "from_id,to_id");
  }

  @Test
  void utf16IsRejectedWithAndWithoutItsMark() throws IOException {
    for (Charset charset : List.of(UTF_16, UTF_16LE, UTF_16BE)) {
      assertThat(rejectedInput(ROWS.getBytes(charset))).contains("UTF-16", "save it as CSV UTF-8");
    }
    assertThat(rejectedInput(("\uFEFF" + ROWS).getBytes(UTF_16LE))).contains("UTF-16");
    assertThat(rejectedInput(("\uFEFF" + ROWS).getBytes(Charset.forName("UTF-32LE"))))
        .contains("UTF-16");
  }

  @Test
  void aHeaderWithBadQuotingIsRejected() throws IOException {
    assertThat(rejectedInput("\"from_id,to_id\n1,2\n")).contains("header has a quote");
    assertThat(rejectedInput("\"from_id\"x,to_id\n1,2\n")).contains("header has a quote");
  }

  @Test
  void aWorkbookIsRejected() throws IOException {
    assertThat(rejectedInput(new byte[] {'P', 'K', 3, 4, 20, 0, 6, 0})).contains("Excel workbook");
  }

  @Test
  void aFileThatCanNotBeReadIsRejected() throws IOException {
    assertThat(rejected(new Associate(), dir.resolve("nowhere.csv")).err())
        .contains("nowhere.csv", "no such file");
    assertThat(rejected(new Associate(), dir).err()).contains("is a directory");
    Path notZipped = Associate.write(dir.resolve("links.csv.gz"), ROWS);
    assertThat(rejected(new Associate(), notZipped).err()).contains("not gzipped");
    Path damaged = Files.write(dir.resolve("damaged.csv"), new byte[] {0x1f, (byte) 0x8b, 1, 2});
    assertThat(rejected(new Associate(), damaged).err()).contains("damaged gzip file");
    Path cut = dir.resolve("cut.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(cut))) {
      out.write(ROWS.getBytes(UTF_8));
    }
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 15));
    assertThat(rejected(new Associate(), cut).err())
        .contains("cut.csv.gz can't be read: it ends too early; get a complete copy of it");
  }

  @Test
  void withoutTypesInFileAndOptionsTheOptionIsAskedFor() {
    assertThat(rejected(new Associate(), goodInput()).err()).contains("from_type", "--from-type");
    assertThat(rejected(new Associate(), "--from-type", "contacts", goodInput()).err())
        .contains("to_type", "--to-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\n"})
  void aBlankTokenIsRejected(String token) {
    Associate command = new Associate().with(Settings.TOKEN_VARIABLE, token);
    assertThat(rejected(command, "--from-type", "a", "--to-type", "b", goodInput()).err())
        .contains("HUBSPOT_ACCESS_TOKEN is not set", "--emulator");
  }

  @Test
  void aMissingTokenIsRejected() {
    Associate command = new Associate().without(Settings.TOKEN_VARIABLE);
    assertThat(rejected(command, "--from-type", "a", "--to-type", "b", goodInput()).err())
        .contains("HUBSPOT_ACCESS_TOKEN is not set", "--emulator");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pat na1 secret", "pat-na1\nsecret", "pat-é-secret"})
  void aTokenThatCanNotBeOneIsRejectedAndNotShown(String token) {
    Associate command = new Associate().with(Settings.TOKEN_VARIABLE, token);
    assertThat(rejected(command, "--from-type", "a", "--to-type", "b", goodInput()).err())
        .contains("HUBSPOT_ACCESS_TOKEN")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "--page-size=0, --page-size is 0: use 1 to 2000",
    "--page-size=2001, --page-size is 2001: use 1 to 2000",
    "--page-size=many, 'many' is no whole number",
    "--max-in-flight=0, --max-in-flight is 0: use 1 or more",
    "--rate=100, 100/10s",
    "--rate=0/10s, allows no request",
    "--rate=1000/25h, duration above 24h",
    "--split=, --split is blank",
    "--api-release=2026-3, YYYY-MM",
    "--split=1, --split is blank or has a digit",
    "--from-type=, --from-type is blank",
    "--checkpoint=-, --checkpoint can't be -",
    "--token=x, --token",
    "--json=maybe, --json"
  })
  void aWrongOptionIsNamedWithTheFix(String option, String message) {
    assertThat(rejected(new Associate(), option, goodInput()).err())
        .contains(message, "Try 'associate --help'.");
  }

  @Test
  void anOptionThatIsUnknownOrTwiceIsRejected() {
    assertThat(rejected(new Associate(), "--resluts", "x", goodInput()).err())
        .contains("--resluts", "--results");
    assertThat(rejected(new Associate(), "--results", "x", goodInput()).err())
        .contains("--results");
  }

  @Test
  void exactlyOneInputIsNeeded() {
    assertThat(rejected(new Associate()).err()).contains("INPUT");
    assertThat(rejected(new Associate(), goodInput(), "another.csv").err())
        .contains("two INPUTs: " + goodInput() + " and another.csv");
  }

  @Test
  void emulatorAndBaseUrlExcludeEachOther() {
    assertThat(rejected(new Associate(), "--emulator", goodInput()).err())
        .contains("--emulator and --base-url exclude each other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.hubapi.com",
        "ftp://localhost",
        "localhost:80",
        "https://",
        "https://me:my-secret@api.hubapi.com",
        "https://api.hubapi.com/?hapikey=my-secret",
        "api.hubapi.com?hapikey=my-secret"
      })
  void aBaseUrlThatIsNoneOrNotSafeIsRejected(String url) {
    Associate.End end =
        new Associate()
            .run(
                "--from-type",
                "a",
                "--to-type",
                "b",
                "--base-url",
                url,
                "--results",
                results,
                goodInput());
    assertThat(end.status()).as(end.err()).isEqualTo(2);
    assertThat(end.err())
        .contains("--base-url is ")
        .doesNotContain(Associate.TOKEN)
        .doesNotContain("my-secret");
  }

  @Test
  void oneFileInTwoRolesIsRejected() throws IOException {
    Path input = goodInput();
    Object[] types = {"--from-type", "a", "--to-type", "b", "--base-url", emulator.url()};
    List<List<Object>> pairs =
        List.of(
            List.of("--results", input, input),
            List.of("--failures", dir.resolve("x/../good.csv"), input),
            List.of("--results", results, "--failures", results, input),
            List.of(
                "--results", dir.resolve("new.csv"), "--failures", dir.resolve("new.csv"), input),
            List.of("--checkpoint", input, input),
            List.of("--checkpoint", results, "--results", results, input));
    for (List<Object> pair : pairs) {
      Associate.End end = new Associate().run(concat(types, pair.toArray()));
      assertThat(end.status()).as("%s: %s", pair, end.err()).isEqualTo(2);
      assertThat(end.err()).contains("are the same file");
    }
    Files.createSymbolicLink(dir.resolve("link.csv"), input);
    Associate.End end =
        new Associate().run(concat(types, "--results", dir.resolve("link.csv"), input));
    assertThat(end.err()).contains("are the same file");
    assertThat(input).hasContent(ROWS);
    assertThat(dir.resolve("new.csv")).doesNotExist();
  }

  @Test
  void aFileThatIsNotThisProgramsIsReplacedOnlyOnDemand() throws IOException {
    Path precious = Associate.write(dir.resolve("precious.csv"), "from_id,to_id\n1,2\n");
    Object[] types = {"--from-type", "a", "--to-type", "b", "--base-url", emulator.url()};
    for (String option : List.of("--results", "--failures")) {
      Associate.End end = new Associate().run(concat(types, option, precious, goodInput()));
      assertThat(end.status()).as(end.err()).isEqualTo(2);
      assertThat(end.err()).contains(option + " " + precious, "--overwrite");
      assertThat(precious).hasContent("from_id,to_id\n1,2\n");
    }
  }

  @Test
  void severalCandidatesForAColumnAreNamed() throws IOException {
    Path input =
        Associate.write(
            dir.resolve("x.csv"), "Record ID,Associated X IDs,Associated Y IDs\n1,2,3\n");
    String end = rejected(new Associate(), "--from-type", "a", "--to-type", "b", input).err();
    assertThat(end).contains("Associated X IDs, Associated Y IDs", "--to-column");
    assertThat(
            rejected(
                    new Associate(),
                    "--from-type",
                    "a",
                    "--to-type",
                    "b",
                    "--to-column",
                    "Associated Z IDs",
                    input)
                .err())
        .contains("there is no column Associated Z IDs");
  }

  @Test
  void aProxyThatIsNoneIsRejectedWithoutItsPassword() {
    Associate command = new Associate().with("HTTPS_PROXY", "socks5://me:secret@host:1");
    assertThat(rejected(command, "--from-type", "a", "--to-type", "b", goodInput()).err())
        .contains("HTTPS_PROXY", "http://host:port")
        .doesNotContain("secret");
  }

  @Test
  void outputsThatCanNotBeWrittenAreRejectedBeforeAnyIsTouched() {
    Path input = goodInput();
    Path nowhere = dir.resolve("no/such/directory/file.csv");
    Object[] types = {"--from-type", "a", "--to-type", "b", "--base-url", emulator.url()};
    Path fresh = dir.resolve("fresh.csv");
    List<List<Object>> wrong =
        List.of(
            List.of("--failures", failures, "--results", nowhere, input),
            List.of("--results", results, "--failures", nowhere, input),
            List.of("--results", fresh, "--failures", dir, input),
            List.of("--results", results, "--checkpoint", nowhere, input),
            List.of("--results", results, "--checkpoint", dir, input));
    for (List<Object> args : wrong) {
      Associate.End end = new Associate().run(concat(types, args.toArray()));
      assertThat(end.status()).as("%s: %s", args, end.err()).isEqualTo(2);
      assertThat(end.err()).containsAnyOf("does not exist; create it", "directory");
    }
    assertThat(fresh).doesNotExist();
  }

  @Test
  void aCheckpointNeedsAFileThatCanBeReadAgain() {
    assertThat(rejected(new Associate(), "--checkpoint", dir.resolve("c"), "-").err())
        .contains("--checkpoint", "standard input");
  }

  @Test
  void aFileThatIsNoCheckpointIsRejectedAndKept() throws IOException {
    for (String text :
        List.of("", "from_id,to_id\n", "format=hubspot-associations-bulk-import 2\n")) {
      Path checkpoint = Associate.write(dir.resolve("c"), text);
      assertThat(
              rejected(
                      new Associate(),
                      "--from-type",
                      "a",
                      "--to-type",
                      "b",
                      "--checkpoint",
                      checkpoint,
                      goodInput())
                  .err())
          .contains("is not a checkpoint of this program", "delete it");
      assertThat(Files.readString(checkpoint)).isEqualTo(text);
    }
  }

  private static Object[] concat(Object[] first, Object... second) {
    List<Object> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(second));
    return all.toArray();
  }
}
