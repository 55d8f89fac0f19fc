package io.github.hubspotassociations.bulkimport.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import de.siegmar.fastcsv.reader.CsvReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowReaderTest {
  @Test
  void rowsCarryTheirIdsTypesAndLine() throws IOException {
    assertThat(rows("from_id,to_id\n1,2\n3,4\n"))
        .extracting(Row::line, Row::fromType, Row::fromId, Row::toType, Row::toId, Row::problem)
        .containsExactly(
            tuple(2L, "contacts", "1", "companies", "2", null),
            tuple(3L, "contacts", "3", "companies", "4", null));
  }

  @Test
  void typesOfTheRowWinOverTheDefaultsUnlessTheyAreBlank() throws IOException {
    assertThat(rows("to_type,from_id,from_type,to_id\n0-1,1, deals ,2\n ,3,,4\n"))
        .extracting(Row::fromType, Row::toType)
        .containsExactly(tuple("deals", "0-1"), tuple("contacts", "companies"));
  }

  @Test
  void columnsAreFoundByTrimmedNameInAnyCase() throws IOException {
    assertThat(rows(" TO_ID ;name;\" From_Id\"\n2;x;1\n"))
        .extracting(Row::fromId, Row::toId)
        .containsExactly(tuple("1", "2"));
  }

  @Test
  void idsAreTrimmedNoBreakSpacesToo() throws IOException {
    assertThat(rows("from_id,to_id\n\u00a0101 ,\t202\n"))
        .extracting(Row::fromId, Row::toId)
        .containsExactly(tuple("101", "202"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void everyKindOfLineBreakEndsARow(String lineBreak) throws IOException {
    List<Row> rows = rows(String.join(lineBreak, "from_id,to_id", "1,2", "3,4"));
    assertThat(rows)
        .extracting(Row::line, Row::fromId, Row::toId)
        .containsExactly(tuple(2L, "1", "2"), tuple(3L, "3", "4"));
  }

  @Test
  void blankLinesAreSkippedAndCounted() throws IOException {
    assertThat(rows("\n \nfrom_id,to_id\n\n1,2\n  \t \n\n3,4\n\n"))
        .extracting(Row::line)
        .containsExactly(5L, 8L);
  }

  @Test
  void aRowOfSeparatorsAloneIsABlankLine() throws IOException {
    assertThat(rows("from_id\tto_id\n\t\n1\t2\n")).extracting(Row::line).containsExactly(3L);
    assertThat(rows("from_id,to_id,,\n,,,\n1,2,,\n, ,,\n"))
        .extracting(Row::line)
        .containsExactly(3L);
  }

  @Test
  void aQuotedFieldMayHoldSeparatorsQuotesAndLineBreaks() throws IOException {
    List<Row> rows = rows("name,from_id,to_id\n\"a, \"\"b\"\"\nc\r\nd\",1,2\nx,3,4\n");
    assertThat(rows)
        .extracting(Row::line, Row::fromId, Row::toId)
        .containsExactly(tuple(2L, "1", "2"), tuple(5L, "3", "4"));
    assertThat(rows.get(0).text()).isEqualTo("\"a, \"\"b\"\"\nc\r\nd\",1,2".getBytes(UTF_8));
  }

  @Test
  void aQuoteWithinAnUnquotedTextIsText() throws IOException {
    assertThat(rows("from_id,to_id,size\n1,2,5\" pipe\n"))
        .extracting(Row::problem)
        .containsOnlyNulls();
  }

  @Test
  void aQuoteWithinAnUnquotedIdIsBadQuoting() throws IOException {
    assertThat(problem("1\"0,2")).contains("from_id 1\"0 has a quote in it");
  }

  @Test
  void aQuoteThatIsNeverClosedCostsItsLineAlone() throws IOException {
    List<Row> rows = rows("from_id,to_id,name\n1,2,x\n3,4,\"y\n5,6,z\n7,8,z\n");
    assertThat(rows)
        .extracting(Row::line, Row::problem)
        .containsExactly(
            tuple(2L, null),
            tuple(3L, "a quote is opened and not closed"),
            tuple(4L, null),
            tuple(5L, null));
    assertThat(rows.get(1).text()).isEqualTo("3,4,\"y".getBytes(UTF_8));
  }

  @Test
  void everyLineFromAnOpeningQuoteToWhereItIsBadlyClosedIsOneBrokenRow() throws IOException {
    List<Row> rows = rows("from_id,to_id,name\n1,2,\"y\n3,4,z\n5,6,\"Alder, Inc.\"\n7,8,z\n");
    assertThat(rows)
        .extracting(Row::line, Row::isBroken)
        .containsExactly(tuple(2L, true), tuple(5L, false));
    assertThat(new String(rows.get(0).text(), UTF_8))
        .isEqualTo("1,2,\"y\n3,4,z\n5,6,\"Alder, Inc.\"");
  }

  @Test
  void textAfterAClosingQuoteBreaksTheRow() throws IOException {
    assertThat(rows("from_id,to_id,name\n1,2,\"y\"z\n3,4,\"a\nb\"c\n5,6,z\n"))
        .extracting(Row::line, Row::problem)
        .containsExactly(
            tuple(2L, "text after a closing quote; double a quote that is part of the text"),
            tuple(3L, "text after a closing quote; double a quote that is part of the text"),
            tuple(5L, null));
  }

  @Test
  void noLineInsideQuotesIsARowHoweverManyColumnsTheirRecordHas() throws IOException {
    assertThat(rows("from_id,to_id\n1,2,\"a\n3,4\nb\"\n5,6\n"))
        .extracting(Row::line, Row::problem)
        .containsExactly(tuple(2L, "too many columns: 3, the header has 2"), tuple(5L, null));
    assertThat(rows("from_id,to_id,n\n1,2,\"a\n3,4,\"\"\",\"b\n5,6,c\",\n7,8,d\n"))
        .extracting(Row::line, Row::isBroken)
        .containsExactly(tuple(2L, true), tuple(5L, false));
  }

  @Test
  void aQuoteThatIsNeverClosedCostsTheLinesUpToItsOwn() throws IOException {
    assertThat(rows("from_id,to_id,n\n1,2,\"a\n3,4\",\"b\n5,6,c\n"))
        .extracting(Row::line, Row::problem)
        .containsExactly(tuple(2L, "a quote is opened and not closed"), tuple(4L, null));
  }

  @Test
  void anOpenQuoteFarFromTheEndIsGivenUpInTime() throws IOException {
    StringBuilder text = new StringBuilder("from_id,to_id,name\n1,2,\"open\n");
    int lines = RecordReader.MAX_LOOKAHEAD_BYTES / 4;
    for (int i = 0; i < lines; i++) {
      text.append("3,4,x\n");
    }
    List<Row> rows = rows(text.toString());
    assertThat(rows).hasSize(lines + 1);
    assertThat(rows.get(0).problem()).isEqualTo("a quote is opened and not closed");
    assertThat(rows.stream().filter(Row::isBroken).count()).isEqualTo(1);
  }

  @Test
  void aFileFullOfOpenQuotesIsReadInGoodTimeAndMemory() throws IOException {
    // Each line closes the quote of the one before and opens another.
    StringBuilder text = new StringBuilder("from_id,to_id\n");
    for (int i = 0; i < 400_000; i++) {
      text.append("1\",\"2\n");
    }
    text.append("3,4\n");
    List<Row> rows = rows(text.toString());
    assertThat(rows.subList(0, rows.size() - 1))
        .hasSizeGreaterThan(1)
        .allMatch(Row::isBroken)
        .allMatch(row -> row.text().length < 3 << 20);
    assertThat(rows.subList(0, rows.size() - 2)).noneMatch(Row::endsRecord);
    assertThat(rows.get(rows.size() - 1).problem()).isNull();
  }

  @Test
  void emptyColumnsAtTheEndMayBeMissingOrTooMany() throws IOException {
    assertThat(rows("from_id,to_id,name,x\n1,2\n3,4,,,, \n5,6,x,y,\"\"\n7\n8,9,x,y,z\n"))
        .extracting(Row::problem)
        .containsExactly(
            null,
            null,
            null,
            "too few columns: 1, the header has 4",
            "too many columns: 5, the header has 4");
  }

  @Test
  void bytesThatAreNotUtf8MatterInIdsAndTypesAlone() throws IOException {
    byte[] input =
        join(
            "from_id,to_id,name\n1,2,é\n".getBytes(UTF_8),
            "3,4,é\n5é,6,x\n".getBytes(ISO_8859_1),
            "7,8,é\n".getBytes(UTF_8));
    List<Row> rows = rows(input);
    assertThat(rows)
        .extracting(Row::line, Row::problem)
        .containsExactly(
            tuple(2L, null),
            tuple(3L, null),
            tuple(4L, "bytes that are not UTF-8 in from_id; save the file as CSV UTF-8"),
            tuple(5L, null));
    assertThat(rows.get(1).text()).isEqualTo("3,4,é".getBytes(ISO_8859_1));
  }

  @Test
  void aReplacementCharacterInAnotherColumnIsText() throws IOException {
    assertThat(rows("from_id,to_id,name\n1,2,\uFFFD\n")).noneMatch(Row::isBroken);
    assertThat(problem("\uFFFD1,2")).contains("U+FFFD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.23E+11",
        "1,23E+11",
        "1E5",
        "1.e+5",
        "1.23e11",
        "101.0",
        "1,234",
        "1.234.567",
        "1 234 567",
        "1\u202f234\u202f567",
        "1'234'567"
      })
  void numbersAsSpreadsheetsShowThemAreNoIds(String id) throws IOException {
    assertThat(problem("\"" + id + "\",2")).contains("from_id").contains("format the column");
    assertThat(problem("2,\"" + id + "\"")).contains("to_id").contains("format the column");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ada@example.com | is an e-mail address",
        "https://app.hubspot.com/contacts/5/record/0-1/101 | is a URL",
        "0035g00000AbCdEFAZ | of another system, such as Salesforce",
        "nan | a missing value",
        "None | a missing value",
        "<NA> | a missing value",
        "- | a missing value",
        "#NAME? | what a spreadsheet shows instead",
        "##### | what a spreadsheet shows instead",
        "101;102 | use --split ';'",
        "101, 102 | holds several IDs",
        "'101 | begins with an apostrophe",
        "+101 | begins with a sign",
        "-7 | begins with a sign",
        "00101 | begins with a zero",
        "0 | begins with a zero",
        "1-Mar | the digits 0 to 9 alone; --any-id",
        "abc | the digits 0 to 9 alone; --any-id",
        "101. | is a formatted number",
        "12,34,567 | is a formatted number",
        "1_110 | is a formatted number",
        "٣٤٥ | digits of another script",
      })
  void anIdHasDigitsAloneUnlessAnyIsWanted(String id, String problem) throws IOException {
    String csv = "from_id,to_id\n\"" + id + "\",2\n";
    assertThat(rows(csv)).singleElement().extracting(Row::problem).asString().contains(problem);
    InputOptions any = new InputOptions("contacts", "companies", null, null, null, true);
    assertThat(readAll(new ByteArrayInputStream(csv.getBytes(UTF_8)), any))
        .extracting(Row::fromId, Row::problem)
        .containsExactly(tuple(id, null));
  }

  @Test
  void aFormulaIsWrittenAsItsText() throws IOException {
    assertThat(problem("=\"104\",2")).contains("is a spreadsheet formula; write 104");
    assertThat(problem("\"=\"\"105\"\"\",2")).contains("is a spreadsheet formula; write 105");
  }

  @Test
  void invisibleCharactersAreTrimmedAtTheEndsAndNamedInside() throws IOException {
    String csv = "\u200bfrom_id\u00a0,\ufeffto_id\n\u2067101\u00ad,\u202d202\u202c\n";
    assertThat(rows(csv))
        .extracting(Row::fromId, Row::toId, Row::problem)
        .containsExactly(tuple("101", "202", null));
    assertThat(problem("10\u200b1,2")).contains("from_id").contains("U+200B, after 10");
    assertThat(rows("from_id,to_id,from_type\n1,2,con\u00adtacts\n").get(0).problem())
        .contains("from_type", "U+00AD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\"\"", ".", "..", "\"1\n2\""})
  void whatIsNoIdIsBroken(String id) throws IOException {
    assertThat(rows("from_id,to_id\n" + id + ",2\n")).singleElement().matches(Row::isBroken);
  }

  @Test
  void severalIdsInACellAreARowEach() throws IOException {
    InputOptions split = new InputOptions("contacts", "companies", null, null, ";", false);
    String csv = "from_id,to_id\n1,2; 3;\n\"4;5\",6\n7,8\n9;10,11;12\n13,x;14\n";
    List<Row> rows = readAll(new ByteArrayInputStream(csv.getBytes(UTF_8)), split);
    assertThat(rows)
        .extracting(Row::line, Row::fromId, Row::toId, Row::isBroken, Row::endsRecord)
        .containsExactly(
            tuple(2L, "1", "2", false, false),
            tuple(2L, "1", "3", false, true),
            tuple(3L, "4", "6", false, false),
            tuple(3L, "5", "6", false, true),
            tuple(4L, "7", "8", false, true),
            tuple(5L, "9;10", "11;12", true, true),
            tuple(6L, "13", "x", true, false),
            tuple(6L, "13", "14", false, true));
    assertThat(rows)
        .extracting(row -> new String(row.text(), UTF_8))
        .containsExactly("1,2", "1,3", "4,6", "5,6", "7,8", "9;10,11;12", "13,x", "13,14");
  }

  @Test
  void aLineBreakThatWasTranslatedTwiceIsOne() throws IOException {
    assertThat(rows("from_id,to_id\r\r\n1,2\r\r\n3,4\r\r\n"))
        .extracting(Row::line, Row::toId)
        .containsExactly(tuple(2L, "2"), tuple(3L, "4"));
  }

  @Test
  void theEndOfTextOfDosIsNoRow() throws IOException {
    assertThat(rows("from_id,to_id\r\n1,2\r\n\u001a")).hasSize(1).noneMatch(Row::isBroken);
    assertThat(rows("from_id,to_id\r\n1,2\u001a")).extracting(Row::toId).containsExactly("2");
  }

  @Test
  void aHeaderThatComesAgainIsNoRow() throws IOException {
    assertThat(rows("from_id,to_id\n1,2\n\ufefffrom_id,to_id\n3,4\n"))
        .extracting(Row::line)
        .containsExactly(2L, 4L);
  }

  @Test
  void aLineMayChooseTheSeparator() throws IOException {
    assertThat(rows("sep=|\nfrom_id|to_id|a,b;c\n1|2|x\n"))
        .extracting(Row::line, Row::fromId, Row::toId)
        .containsExactly(tuple(3L, "1", "2"));
  }

  @ParameterizedTest
  @CsvSource({
    "Record ID, Associated Company IDs, contacts, companies",
    "Record ID - Contact, Record ID - Company, contacts, companies",
    "Contact ID, Deal ID, 0-1, deals",
    "Record ID, Associated Pets IDs, contacts, p123_pets",
    "from_id, Associated Deal ID, x, deals",
  })
  void theColumnsOfHubSpotsExportsAreKnown(String from, String to, String fromType, String toType)
      throws IOException {
    String csv = "Name,Associated Ticket IDs x," + from + "," + to + "\nn,9,1,2\n";
    InputOptions options = new InputOptions(fromType, toType, null, null, null, false);
    assertThat(readAll(new ByteArrayInputStream(csv.getBytes(UTF_8)), options))
        .extracting(Row::fromId, Row::toId)
        .containsExactly(tuple("1", "2"));
  }

  @Test
  void aRowWithoutATypeIsBroken() throws IOException {
    List<Row> rows = rows("from_id,to_id,from_type\n1,2,deals\n3,4,\n".getBytes(UTF_8), "", "x");
    assertThat(rows)
        .extracting(Row::problem)
        .containsExactly(null, "no from_type in the row, and no --from-type was given");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheHeader() throws IOException {
    assertThat(rows("\uFEFF\"from_id\",to_id\n1,2\n")).extracting(Row::fromId).containsExactly("1");
  }

  @Test
  void theHeaderMayGoOverSeveralLines() throws IOException {
    assertThat(rows("from_id;to_id;\"name,\nor what\"\n1;2;x\n"))
        .extracting(Row::line, Row::toId)
        .containsExactly(tuple(3L, "2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from_id,to_id,a;b;c\n1,2,x\n",
        "a,b;from_id;to_id\nx;1;2\n",
        "from_id\tto_id\ta,b,c,d\n1\t2\tx\n"
      })
  void theSeparatorIsTheOneThatGivesTheNeededColumns(String text) throws IOException {
    assertThat(rows(text)).extracting(Row::fromId, Row::toId).containsExactly(tuple("1", "2"));
  }

  @Test
  void aLineThatIsFarTooLongEndsTheInputThereAndNotTheMemory() {
    String text = "from_id,to_id\n1,2\n3," + "4".repeat(LineReader.MAX_LINE_BYTES + 100_000) + "\n";
    assertThatThrownBy(() -> rows(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 3 is longer than 4 MiB");
  }

  @Test
  void rowsAreCutAndNumberedAsTheLibraryDoesWhateverTheChunks() throws IOException {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      String lineBreak = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
      int size = seed / 8;
      StringBuilder text = new StringBuilder("from_id,to_id,text").append(lineBreak);
      for (int i = 0; i < size; i++) {
        text.append(1 + random.nextInt(1000)).append(',');
        text.append(1 + random.nextInt(1000)).append(',');
        text.append(field(random, lineBreak)).append(lineBreak);
        if (random.nextInt(5) == 0) {
          text.append(lineBreak);
        }
      }
      byte[] bytes = text.toString().getBytes(UTF_8);
      List<Row> rows = readAll(new Chunks(bytes, random), "a", "b");
      List<String> expected = new ArrayList<>();
      CsvReader.builder()
          .ofCsvRecord(text.toString())
          .forEach(
              record -> {
                if (record.getStartingLineNumber() > 1) {
                  expected.add(
                      record.getStartingLineNumber()
                          + " "
                          + record.getField(0)
                          + " "
                          + record.getField(1));
                }
              });
      assertThat(rows)
          .as("seed %d", seed)
          .extracting(row -> row.line() + " " + row.fromId() + " " + row.toId())
          .isEqualTo(expected);
      assertThat(rows).as("seed %d", seed).noneMatch(Row::isBroken);
    }
  }

  @Test
  void whateverTheBytesEveryLineOfTextIsInExactlyOneRow() throws IOException {
    byte[] alphabet = "\"\",,\n\r1a \t;\u00e9".getBytes(UTF_8);
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      int size = seed / 20;
      for (int i = 0; i < size; i++) {
        body.write(alphabet[random.nextInt(alphabet.length)]);
      }
      byte[] header = "from_id,to_id\n".getBytes(UTF_8);
      byte[] bytes = join(header, body.toByteArray());
      List<Row> rows = readAll(new Chunks(bytes, random), "a", "b");
      ByteArrayOutputStream covered = new ByteArrayOutputStream();
      long end = header.length;
      for (Row row : rows) {
        assertThat(row.end()).as("seed %d", seed).isGreaterThan(end);
        covered.write(row.text());
        end = row.end();
      }
      assertThat(withoutBlanks(covered.toByteArray()))
          .as("seed %d", seed)
          .isEqualTo(withoutBlanks(body.toByteArray()));
    }
  }

  private static boolean isBlank(byte[] bytes, int at) {
    // A row of separators alone is a blank line, so they don't count here.
    return bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == ',';
  }

  private static byte[] withoutBlanks(byte[] bytes) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '\n' && bytes[i] != '\r' && !isBlank(bytes, i)) {
        kept.write(bytes[i]);
      }
    }
    return kept.toByteArray();
  }

  private static String field(Random random, String lineBreak) {
    StringBuilder field = new StringBuilder();
    int length = random.nextInt(6);
    for (int i = 0; i < length; i++) {
      field.append(
          List.of("a", "\u00e9", ",", "\"\"", lineBreak, " ", "\uD83D\uDE00")
              .get(random.nextInt(7)));
    }
    return '"' + field.toString() + '"';
  }

  private static String problem(String row) throws IOException {
    return rows("from_id,to_id\n" + row + "\n").get(0).problem();
  }

  private static List<Row> rows(String text) throws IOException {
    return rows(text.getBytes(UTF_8));
  }

  private static List<Row> rows(byte[] bytes) throws IOException {
    return rows(bytes, "contacts", "companies");
  }

  private static List<Row> rows(byte[] bytes, String fromType, String toType) throws IOException {
    return readAll(new ByteArrayInputStream(bytes), fromType, toType);
  }

  private static List<Row> readAll(InputStream in, String fromType, String toType)
      throws IOException {
    return readAll(in, new InputOptions(fromType, toType, null, null, null, false));
  }

  private static List<Row> readAll(InputStream in, InputOptions options) throws IOException {
    InputSource.Text text = InputSource.Text.of(in, "test.csv");
    LineReader lines = new LineReader(text.stream(), text.start(), 1);
    Header header = Header.read(lines, "test.csv", options);
    RecordReader records = new RecordReader(lines, header.separator());
    records.giveBack(header.ahead());
    RowReader reader = new RowReader(records, header, options);
    List<Row> rows = new ArrayList<>();
    for (Row row = reader.next(); row != null; row = reader.next()) {
      rows.add(row);
    }
    return rows;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Gives its bytes in pieces of all sizes, as a pipe may. */
  private static final class Chunks extends InputStream {
    private final byte[] bytes;
    private final Random random;
    private int at;

    Chunks(byte[] bytes, Random random) {
      this.bytes = bytes;
      this.random = random;
    }

    @Override
    public int read() {
      return at < bytes.length ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int count = Math.min(Math.min(length, 1 + random.nextInt(9)), bytes.length - at);
      System.arraycopy(bytes, at, target, offset, count);
      at += count;
      return count;
    }
  }
}
