package io.github.hubspotassociations.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassReader;

/**
 * The public API as it is against the API as it was accepted, under src/test/api. What is gone or
 * changed fails; so does a new abstract method of a type that users implement. What is merely new
 * passes, and is reported.
 */
public class ApiListingTest {
  private static final String ACCEPT =
      "mvn -B -pl extensions/packaging -am verify -Dapi.accept=true -Dtest=ApiTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  @ParameterizedTest
  @CsvSource({"client", "extensions"})
  void nothingThatUsersCallIsBroken(String artifact) throws Exception {
    Path jar = artifact.equals("client") ? Jars.client() : Jars.extensions();
    Set<String> now = apiOf(jar);
    Path file = Jars.MODULE.resolve("src/test/api/" + artifact + ".txt");
    if (Boolean.getBoolean("api.accept")) {
      Files.write(file, now, UTF_8);
      return;
    }
    Set<String> accepted = new TreeSet<>(Files.readAllLines(file, UTF_8));

    Set<String> added = new TreeSet<>(now);
    added.removeAll(accepted);
    if (!added.isEmpty()) {
      System.out.println("New in the API of " + artifact + ", accept it with: " + ACCEPT);
      added.forEach(line -> System.out.println("  + " + line));
    }
    assertThat(broken(accepted, now))
        .as(
            "The API of %s is broken for users. If that is meant (before 1.0.0 it needs a new minor"
                + " version, after it a new major one, and a line in CHANGELOG.md), accept it"
                + " with:%n  %s%nand commit %s. Broken",
            artifact, ACCEPT, Jars.MODULE.getParent().getParent().relativize(file))
        .isEmpty();
    if (Boolean.getBoolean("api.exact")) {
      assertThat(added)
          .as("Not accepted yet; a release needs all accepted, with: %s", ACCEPT)
          .isEmpty();
    }
  }

  @Test
  void whatIsGoneOrChangedIsBroken() {
    Set<String> before = Api.of(List.of(Before.class));
    Set<String> after = Api.of(List.of(After.class));

    assertThat(broken(renamed(before), renamed(after)))
        .hasSize(2)
        .anyMatch(line -> line.contains("gone(") && line.startsWith("gone: "))
        .anyMatch(line -> line.contains("long") && line.contains("changed("));
  }

  @Test
  void aNewAbstractMethodOfATypeThatUsersImplementIsBroken() {
    Set<String> before = Api.of(List.of(BeforeCallback.class));
    Set<String> after = Api.of(List.of(AfterCallback.class));

    assertThat(broken(renamed(before), renamed(after)))
        .singleElement()
        .asString()
        .startsWith("new and abstract: ")
        .contains("onMore(");
  }

  /** What a user would notice, going from one to the other: recompiling or not. */
  private static List<String> broken(Set<String> accepted, Set<String> now) {
    List<String> broken = new ArrayList<>();
    for (String line : accepted) {
      if (!now.contains(line)) {
        broken.add("gone: " + line);
      }
    }
    for (String line : now) {
      boolean ofAKnownType =
          accepted.stream().anyMatch(old -> Api.owner(old).equals(Api.owner(line)));
      if (!accepted.contains(line) && ofAKnownType && Api.isToImplement(line)) {
        broken.add("new and abstract: " + line);
      }
    }
    return broken;
  }

  private static Set<String> renamed(Set<String> api) {
    Set<String> renamed = new TreeSet<>();
    api.stream().map(line -> line.replaceAll("(Before|After)", "X")).forEach(renamed::add);
    return renamed;
  }

  private static Set<String> apiOf(Path jar) throws IOException {
    List<Class<?>> types = new ArrayList<>();
    for (ClassReader type : Jars.classes(jar)) {
      if (!type.getClassName().contains("/internal/")) {
        types.add(load(type.getClassName()));
      }
    }
    return Api.of(types);
  }

  private static Class<?> load(String internalName) {
    try {
      return Class.forName(
          internalName.replace('/', '.'), false, ApiListingTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  public static final class Before {
    public void kept() {}

    public void gone() {}

    public long changed() {
      return 1;
    }
  }

  public static final class After {
    public void kept() {}

    public int changed() {
      return 1;
    }

    public void added() {}
  }

  public interface BeforeCallback {
    void onOne();
  }

  public interface AfterCallback {
    void onOne();

    void onMore();

    default void onLittle() {}
  }
}
