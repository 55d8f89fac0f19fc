package generator;

import io.swagger.parser.OpenAPIParser;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openapitools.codegen.ClientOptInput;
import org.openapitools.codegen.DefaultGenerator;

/**
 * Generates clients from OpenAPI documents: {@code TEMPLATES (DOCUMENT FOLDER PACKAGE)...}.
 *
 * <p>The packages {@code api} and {@code model} are emptied first, so that nothing remains of what
 * was taken out of a document. A document that can't be generated without loss leaves no file; its
 * problems go to the standard error, each with its place, and the exit status is 1.
 */
public final class ClientGenerator {
  private ClientGenerator() {}

  public static void main(String[] args) throws IOException {
    if (args.length < 4 || args.length % 3 != 1) {
      System.err.println("usage: ClientGenerator TEMPLATES (DOCUMENT FOLDER PACKAGE)...");
      System.exit(64);
    }
    boolean failed = false;
    for (int i = 1; i < args.length; i += 3) {
      Path document = Path.of(args[i]);
      for (Path each : documents(document)) {
        String suffix =
            each.equals(document)
                ? ""
                : "." + each.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        try {
          generate(Path.of(args[0]), each, Path.of(args[i + 1]), args[i + 2] + suffix);
        } catch (Problems e) {
          failed = true;
          System.err.println(e.getMessage());
        }
      }
    }
    if (failed) {
      System.exit(1);
    }
  }

  /**
   * {@return the document, or the documents in a folder, each of which gets a package of its name}
   */
  private static List<Path> documents(Path document) throws IOException {
    if (!Files.isDirectory(document)) {
      return List.of(document);
    }
    try (Stream<Path> documents = Files.list(document)) {
      return documents.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /**
   * Generates one client.
   *
   * @throws Problems if the document is invalid, or has what can't be generated without loss
   */
  public static void generate(Path templates, Path document, Path folder, String packageName)
      throws IOException {
    Problems problems = new Problems(document);
    if (!packageName.matches("[a-z_][A-Za-z0-9_]*(\\.[a-z_][A-Za-z0-9_]*)*")) {
      problems.add("", packageName + " is not the name of a Java package");
      problems.throwIfAny();
    }
    Path own = folder.resolve(packageName.replace('.', '/'));
    empty(own.resolve("api"));
    empty(own.resolve("model"));
    OpenAPI openApi = read(document, problems);
    new CanonicalDocument(openApi, problems).rewrite();
    problems.throwIfAny();

    ClientCodegen codegen = new ClientCodegen(packageName, problems);
    codegen.setTemplateDir(templates.toAbsolutePath().normalize().toString());
    codegen.setOutputDir(folder.toString());
    DefaultGenerator generator = new DefaultGenerator();
    generator.setGenerateMetadata(false);
    for (String part : List.of("modelTests", "modelDocs", "apiTests", "apiDocs")) {
      generator.setGeneratorPropertyDefault(part, "false");
    }
    try {
      generator.opts(new ClientOptInput().openAPI(openApi).config(codegen)).generate();
      problems.throwIfAny();
    } catch (RuntimeException e) {
      empty(own.resolve("api"));
      empty(own.resolve("model"));
      problems.throwIfAny();
      problems.add("", "OpenAPI Generator fails: " + rootCause(e));
      throw problems;
    }
  }

  private static OpenAPI read(Path document, Problems problems) {
    if (!Files.isReadable(document)) {
      problems.add("", "can't be read");
      throw problems;
    }
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result =
        new OpenAPIParser().readLocation(document.toAbsolutePath().toString(), null, options);
    if (result.getMessages() != null) {
      result.getMessages().forEach(message -> problems.add("", String.valueOf(message)));
    }
    if (result.getOpenAPI() == null) {
      problems.add("", "is not an OpenAPI document");
    } else if (!String.valueOf(result.getOpenAPI().getOpenapi()).startsWith("3.0")) {
      problems.add("#/openapi", "only OpenAPI 3.0 is supported: convert the document to it");
    }
    problems.throwIfAny();
    return result.getOpenAPI();
  }

  private static void empty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String rootCause(Throwable thrown) {
    return thrown.getCause() == null ? thrown.toString() : rootCause(thrown.getCause());
  }
}
