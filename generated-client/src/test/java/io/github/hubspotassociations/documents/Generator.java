package io.github.hubspotassociations.documents;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** The generator as the build has compiled it, with a class path of its own. */
final class Generator {
  private static final Method GENERATE = load();

  private Generator() {}

  /** Generates a client, or fails with the document's problems. */
  static void generate(Path document, Path folder, String packageName) {
    try {
      GENERATE.invoke(null, Path.of("../openapi/templates"), document, folder, packageName);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException) {
        throw (RuntimeException) e.getCause();
      }
      throw new AssertionError(e.getCause());
    } catch (IllegalAccessException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @SuppressWarnings("BanClassLoader") // Its libraries are not the client's.
  private static Method load() {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    try {
      String[] entries =
          Files.readString(Path.of("target/openapi-generator/classpath"))
              .strip()
              .split(File.pathSeparator, -1);
      URL[] urls = new URL[entries.length];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = new File(entries[i]).toURI().toURL();
      }
      ClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
      return Class.forName("generator.ClientGenerator", true, loader)
          .getMethod("generate", Path.class, Path.class, Path.class, String.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
