package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.OkHttp;
import org.junit.jupiter.api.Test;

/** That the tests run on the OkHttp they say: 4 by default, 5 in the profile okhttp5. */
class OkHttpVersionTest {
  @Test
  void theTestsRunOnTheOkHttpThatTheBuildNames() throws ReflectiveOperationException {
    // By reflection: the compiler writes the constant of its own class path into this class.
    assertThat((String) OkHttp.class.getField("VERSION").get(null))
        .startsWith(System.getProperty("okhttp.major", "4") + ".");
  }
}
