package io.github.hubspotassociations.bulkimport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SampleFileTest {
  private static final Path SAMPLE = Path.of("sample", "contact-companies.csv");

  @Test
  void theSampleIsWhatItsGeneratorMakes() throws IOException {
    assertThat(Files.readString(SAMPLE)).isEqualTo(SampleFile.text());
  }

  @Test
  void theSampleHasTenThousandRowsOnALineEach() throws IOException {
    assertThat(Files.readAllLines(SAMPLE)).hasSize(1 + SampleFile.ROWS);
  }
}
