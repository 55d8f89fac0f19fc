package io.github.hubspotassociations.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** HubSpot's Node client, installed below the harness's directory with whatever npm is set up. */
final class NodePeer {
  private static final int INSTALL_MINUTES = 3;
  private static final List<String> FILES = List.of("package.json", "contestant.mjs");

  private NodePeer() {}

  /**
   * Installs and starts it.
   *
   * @throws IOException if Node, npm or the package is not to be had here: the message says which
   */
  static Child start(Path directory, String url) throws IOException, InterruptedException {
    Path home = Files.createDirectories(directory.resolve("node"));
    for (String file : FILES) {
      try (InputStream content = NodePeer.class.getResourceAsStream(file)) {
        Files.copy(content, home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!Files.exists(home.resolve("node_modules/@hubspot/api-client/package.json"))) {
      install(home.toFile());
    }
    Child child =
        Child.start(
            "node",
            List.of(
                "node",
                home.resolve("contestant.mjs").toString(),
                url + "/together",
                String.valueOf(Workload.PAGE_SIZE),
                String.valueOf(Workload.IN_FLIGHT)));
    child.writeLine(Workload.pagesAsJson());
    return child;
  }

  private static void install(File home) throws IOException, InterruptedException {
    File log = new File(home, "npm.log");
    Process npm =
        new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
            .directory(home)
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
      npm.destroyForcibly();
      throw new IOException("npm install took more than " + INSTALL_MINUTES + " minutes");
    }
    if (npm.exitValue() != 0) {
      throw new IOException("npm install failed: see " + log);
    }
  }
}
