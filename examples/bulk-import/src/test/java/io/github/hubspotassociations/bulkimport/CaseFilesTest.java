package io.github.hubspotassociations.bulkimport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.emulator.HubSpotEmulator;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as spreadsheets, databases and people make them, each with what has to come of it. */
class CaseFilesTest {
  private static final Path CASES = Path.of("src", "test", "resources", "cases");

  @TempDir Path dir;

  private HubSpotEmulator emulator;
  private Path failures;

  @BeforeEach
  void start() {
    emulator = HubSpotEmulator.start();
    failures = dir.resolve("failures.csv");
  }

  @AfterEach
  void stop() {
    emulator.close();
    assertThat(emulator.violations()).isEmpty();
  }

  private Associate.End run(String file, Object... more) {
    List<Object> args = new ArrayList<>(List.of(more));
    args.addAll(List.of("--base-url", emulator.url(), "--json", "--no-progress"));
    args.addAll(List.of("--from-type", "contacts", "--to-type", "companies"));
    args.addAll(List.of("--failures", failures, CASES.resolve(file)));
    return new Associate().run(args.toArray());
  }

  private List<String> failed(Charset charset) throws IOException {
    String text = new String(Files.readAllBytes(failures), charset);
    return text.replaceAll("\"REJECTED[^\"]*\"", "WHY").lines().toList();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      nullValues = "-",
      value = {
        // file, options, exit status, associated, rejected
        "02-multi-ids.csv, -, 1, 1, 2",
        "02-multi-ids.csv, --split=;, 1, 3, 1",
        "05-sep-semicolon.csv, -, 0, 1, 0",
        "06-excel-numbers.csv, -, 1, 0, 24",
        "07-pandas-missing.csv, -, 1, 0, 11",
        "09-concat-bom.csv, -, 0, 2, 0",
        "09d-double-bom.csv, -, 0, 1, 0",
        "10-excel-ragged.csv, -, 0, 7, 0",
        "10b-trailing-empty-columns.csv, -, 0, 2, 0",
        "11-crcrlf.csv, -, 1, 2, 1",
        "13f-inner-quotes-multiline.csv, -, 1, 1, 1",
        "14b-cp1252.csv, -, 0, 3, 0",
        "22-bom-fail.csv, -, 1, 1, 1",
      })
  void everyCaseHasItsStatusAndCounts(
      String file, String option, int status, long associated, long rejected) {
    Associate.End end = option == null ? run(file) : run(file, option);
    assertThat(end.status()).as(end.err()).isEqualTo(status);
    assertThat(end.count("associated")).isEqualTo(associated);
    assertThat(end.count("rejected")).isEqualTo(rejected);
    assertThat(end.count("total")).isEqualTo(associated + rejected);
    assertThat(emulator.associations().count()).isEqualTo(associated);
  }

  @ParameterizedTest
  @CsvSource({
    "15b-member-then-plain.csv.gz, bytes behind its end that are not gzipped",
    "15c-second-header-cut.csv.gz, it ends too early",
  })
  void aDamagedGzipFileIsReportedAndItsCheckpointKept(String file, String message) {
    Path checkpoint = dir.resolve("checkpoint");
    Associate.End end = run(file, "--checkpoint", checkpoint);
    assertThat(end.status()).isEqualTo(2);
    assertThat(end.out()).isEmpty();
    assertThat(end.err()).contains(file + " breaks off at line 4", message);
    assertThat(emulator.associations().count()).isEqualTo(2);
    assertThat(checkpoint).exists();
  }

  @Test
  void noLineOfAQuotedNoteIsSentAndAllAreInTheFailures() throws IOException {
    run("13f-inner-quotes-multiline.csv");
    assertThat(emulator.associations().contains("contacts", "102", "companies", "203")).isTrue();
    assertThat(emulator.requests().inputs()).isEqualTo(1);
    assertThat(failed(UTF_8))
        .containsExactly(
            "from_id,to_id,note,error",
            "101,202,\"Call notes:",
            "9107199351,9100921734,to be merged",
            "he \"agreed\" to it\",WHY");
  }

  @Test
  void aRowOfTheSplitCellIsInTheFailuresAlone() throws IOException {
    run("02-multi-ids.csv", "--split", ";");
    assertThat(failed(UTF_8)).containsExactly("from_id,First Name,to_id,error", "903,Cy,,WHY");
  }

  @Test
  void theFailuresKeepMarkLineBreaksAndBytes() throws IOException {
    run("22-bom-fail.csv");
    assertThat(failed(UTF_8))
        .containsExactly("\uFEFFfrom_id,to_id,Név,error", "102,404041,Łukasz Żółć,WHY");
    run("11-crcrlf.csv");
    assertThat(Associate.read(failures).replaceAll("\"REJECTED[^\"]*\"", "WHY"))
        .isEqualTo("from_id,to_id,name,error\r\r\n102,404041,b,WHY\r\r\n");
    Path input = dir.resolve("cp1252.csv");
    byte[] bytes = Files.readAllBytes(CASES.resolve("14b-cp1252.csv"));
    Files.write(input, new String(bytes, ISO_8859_1).replace("203", "404041").getBytes(ISO_8859_1));
    Files.write(
        input, new String(bytes, ISO_8859_1).replace(",20", ",4040420").getBytes(ISO_8859_1));
    run(input.toAbsolutePath().toString());
    assertThat(failed(ISO_8859_1))
        .containsExactlyInAnyOrder(
            "from_id,to_id,name,error",
            "101,40404202,Zoë,WHY",
            "102,40404203,plain,WHY",
            "103,40404204,Müller,WHY");
  }

  @Test
  void everyIdThatIsNoneIsRejectedWithTheFixInWords() throws IOException {
    run("06-excel-numbers.csv");
    assertThat(emulator.requests().total()).isZero();
    List<String> rows = Files.readAllLines(failures);
    assertThat(rows).hasSize(25);
    assertThat(rows.subList(1, 25))
        .allSatisfy(
            row ->
                assertThat(row)
                    .containsPattern(
                        "as text|the digits|write |remove it|widen the column|has digits of"));
  }
}
