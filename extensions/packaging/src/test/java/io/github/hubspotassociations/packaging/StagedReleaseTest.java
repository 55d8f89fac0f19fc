package io.github.hubspotassociations.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What Maven Central checks, on what {@code mvn -Prelease-check verify} staged: the files, their
 * checksums and signatures, the POMs' fields. And what it doesn't: the dependencies that a consumer
 * gets.
 */
@EnabledIfSystemProperty(
    named = "staging.dir",
    matches = ".+",
    disabledReason = "only -Prelease-check stages")
class StagedReleaseTest {
  private static final String OURS = "io.github.hubspotassociations";
  private static final String CLIENT = "hubspot-associations-client";
  private static final String EXTENSIONS = "hubspot-associations";
  private static final String EMULATOR = "hubspot-associations-emulator";
  private static final String BOM = "hubspot-associations-bom";

  private static final Map<String, String> CHECKSUMS = Map.of("md5", "MD5", "sha1", "SHA-1");
  private static final Set<String> OPTIONAL_CHECKSUMS = Set.of("sha256", "sha512");

  @Test
  void nothingElseIsPublished() throws IOException {
    try (Stream<Path> folders = Files.list(group())) {
      assertThat(folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrder(CLIENT, EXTENSIONS, EMULATOR, BOM);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CLIENT, EXTENSIONS, EMULATOR})
  void everyLibraryHasJarSourcesJavadocAndSbom(String artifact) throws IOException {
    for (String end :
        List.of(
            ".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json", "-cyclonedx.xml")) {
      assertThat(staged(artifact, end)).isRegularFile().isNotEmptyFile();
    }
    assertThat(entries(staged(artifact, "-sources.jar")))
        .anyMatch(entry -> entry.endsWith(".java"))
        .noneMatch(entry -> entry.endsWith(".class"));
    assertThat(entries(staged(artifact, "-javadoc.jar"))).contains("index.html", "element-list");
    assertThat(entries(staged(artifact, ".jar"))).anyMatch(entry -> entry.endsWith(".class"));
  }

  @ParameterizedTest
  @ValueSource(strings = {CLIENT, EXTENSIONS, EMULATOR, BOM})
  void everyFileHasItsChecksumsAndASignature(String artifact) throws Exception {
    List<Path> files = payload(artifact);
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      for (Map.Entry<String, String> checksum : CHECKSUMS.entrySet()) {
        assertThat(Files.readString(beside(file, checksum.getKey()), UTF_8).trim())
            .as("%s of %s", checksum.getValue(), file)
            .isEqualTo(digest(checksum.getValue(), file));
      }
      for (String optional : OPTIONAL_CHECKSUMS) {
        Path sum = beside(file, optional);
        if (Files.exists(sum)) {
          assertThat(Files.readString(sum, UTF_8).trim())
              .isEqualTo(digest(optional.replace("sha", "SHA-"), file));
        }
      }
      JavaTool.run(
          List.of(
              "gpg",
              "--homedir",
              System.getProperty("gpg.homedir"),
              "--batch",
              "--verify",
              beside(file, "asc").toString(),
              file.toString()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CLIENT, EXTENSIONS, EMULATOR, BOM})
  void everyPomStandsAloneWithAllThatCentralAsksFor(String artifact) throws Exception {
    Element pom = pom(artifact);

    assertThat(children(pom, "parent")).as("a parent, which is not published").isEmpty();
    assertThat(text(pom, "groupId")).isEqualTo(OURS);
    assertThat(text(pom, "artifactId")).isEqualTo(artifact);
    for (String field : List.of("version", "name", "description", "url")) {
      assertThat(text(pom, field)).as(field).isNotBlank().doesNotContain("${");
    }
    assertThat(text(only(only(pom, "licenses"), "license"), "name")).isEqualTo("Apache-2.0");
    assertThat(text(only(only(pom, "licenses"), "license"), "url")).startsWith("https://");
    Element developer = only(only(pom, "developers"), "developer");
    for (String field : List.of("name", "organization", "organizationUrl")) {
      assertThat(text(developer, field)).as(field).isNotBlank();
    }
    for (String field : List.of("connection", "developerConnection", "url")) {
      assertThat(text(only(pom, "scm"), field))
          .as(field)
          .endsWith(field.equals("url") ? "hubspot-associations" : ".git");
    }
    assertThat(children(pom, "repositories")).isEmpty();
    assertThat(children(pom, "pluginRepositories")).isEmpty();
    assertThat(children(pom, "build")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {CLIENT, EXTENSIONS, EMULATOR, BOM})
  void noDependencyIsASnapshotOrUnresolved(String artifact) throws Exception {
    Element pom = pom(artifact);
    String own = text(pom, "version");
    for (Element dependency : descendants(pom, "dependency")) {
      String version = text(dependency, "version");
      if (text(dependency, "groupId").equals(OURS)) {
        assertThat(version).isIn(own, "${project.version}");
      } else {
        assertThat(version)
            .as(text(dependency, "artifactId"))
            .isNotBlank()
            .doesNotContain("SNAPSHOT", "${", ",");
      }
    }
    if (Boolean.getBoolean("release.version")) {
      assertThat(own).doesNotContain("SNAPSHOT");
    }
  }

  @Test
  void aConsumerGetsWhatTheApiNamesAndNothingElse() throws Exception {
    assertThat(dependencies(pom(CLIENT)))
        .containsExactlyInAnyOrder(
            "com.squareup.retrofit2:retrofit:compile",
            "com.squareup.moshi:moshi:compile",
            "com.squareup.okhttp3:okhttp:compile",
            "io.reactivex.rxjava3:rxjava:compile",
            "org.jspecify:jspecify:compile");
    assertThat(dependencies(pom(EXTENSIONS)))
        .containsExactlyInAnyOrder(
            OURS + ":" + CLIENT + ":compile",
            "com.squareup.retrofit2:retrofit:compile",
            "com.squareup.retrofit2:adapter-rxjava3:compile",
            "com.squareup.retrofit2:converter-moshi:compile",
            "com.squareup.moshi:moshi:compile",
            "com.squareup.okhttp3:okhttp:compile",
            "io.reactivex.rxjava3:rxjava:compile",
            "org.jspecify:jspecify:compile");
    assertThat(dependencies(pom(EMULATOR)))
        .as("nothing of tests or of the standalone jar but as optional")
        .allMatch(
            line ->
                line.endsWith(":optional")
                    || line.matches(
                        "(io\\.github\\.hubspotassociations:hubspot-associations-client|com\\.squareup\\.moshi:moshi"
                            + "|org\\.jspecify:jspecify):compile"));
    assertThat(dependencies(pom(BOM))).isEmpty();
  }

  @Test
  void theBomNamesAllThree() throws Exception {
    assertThat(descendants(only(pom(BOM), "dependencyManagement"), "dependency"))
        .extracting(dependency -> text(dependency, "artifactId"))
        .containsExactlyInAnyOrder(CLIENT, EXTENSIONS, EMULATOR);
  }

  private static Path group() {
    return Path.of(System.getProperty("staging.dir"), OURS.split("\\."));
  }

  /**
   * The one file of the artifact that has this end after its version; a snapshot's has a time in
   * its version.
   */
  private static Path staged(String artifact, String end) throws IOException {
    List<Path> found =
        payload(artifact).stream()
            .filter(
                file ->
                    file.getFileName()
                        .toString()
                        .matches(
                            artifact
                                + "-[0-9][0-9A-Z.]*(-SNAPSHOT|-[0-9.]+-[0-9]+)?\\Q"
                                + end
                                + "\\E"))
            .toList();
    assertThat(found).as("%s with the end %s", artifact, end).hasSize(1);
    return found.get(0);
  }

  /**
   * What is published of the artifact, without checksums, signatures and the repository's own
   * lists.
   */
  private static List<Path> payload(String artifact) throws IOException {
    try (Stream<Path> files = Files.walk(group().resolve(artifact))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().startsWith(artifact))
          .filter(file -> !file.toString().matches(".*\\.(md5|sha1|sha256|sha512|asc)"))
          .sorted()
          .toList();
    }
  }

  private static Path beside(Path file, String end) {
    return file.resolveSibling(file.getFileName() + "." + end);
  }

  private static String digest(String algorithm, Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(entry -> entry.getName()).toList();
    }
  }

  private static Element pom(String artifact) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(staged(artifact, ".pom").toFile());
    return document.getDocumentElement();
  }

  private static Set<String> dependencies(Element pom) {
    Set<String> lines = new TreeSet<>();
    for (Element block : children(pom, "dependencies")) {
      for (Element dependency : children(block, "dependency")) {
        lines.add(
            text(dependency, "groupId")
                + ":"
                + text(dependency, "artifactId")
                + ":"
                + (text(dependency, "optional").equals("true")
                    ? "optional"
                    : text(dependency, "scope")));
      }
    }
    return lines;
  }

  private static Element only(Element parent, String name) {
    List<Element> found = children(parent, name);
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  private static String text(Element parent, String name) {
    List<Element> found = children(parent, name);
    return found.isEmpty() ? "" : found.get(0).getTextContent().trim();
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element && node.getNodeName().equals(name)) {
        found.add((Element) node);
      }
    }
    return found;
  }

  private static List<Element> descendants(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < parent.getElementsByTagName(name).getLength(); i++) {
      found.add((Element) parent.getElementsByTagName(name).item(i));
    }
    return found;
  }
}
