package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.OkHttp;
import org.junit.jupiter.api.Test;

/** That the tests run on the OkHttp they say: 4 by default, 5 in the profile okhttp5. */
class OkHttpVersionTest {
  @Test
  void theTestsRunOnTheOkHttpThatTheBuildNames() {
    assertThat(OkHttp.VERSION).startsWith(System.getProperty("okhttp.major", "4") + ".");
  }
}
