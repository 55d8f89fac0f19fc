package io.github.hubspotassociations.bulkimport.progress;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jline.utils.Signals;

/**
 * The terminal's last line, where a bar is drawn.
 *
 * <p>The bar's own consumers ask a JLine terminal for its width, and that terminal resets the
 * handlers of SIGINT and other signals: a Ctrl-C would end the process at once.
 */
public final class TerminalLine implements ProgressBarConsumer {
  private static final int USUAL_WIDTH = 80;

  private final PrintStream out;
  private volatile int width = width();
  private String shown = "";

  TerminalLine(PrintStream out) {
    this.out = out;
    Signals.register("WINCH", () -> width = width());
  }

  /** Whether standard error is a terminal that can draw a line anew. */
  public static boolean isPossible(String terminalType) {
    if (terminalType == null || terminalType.isBlank() || terminalType.equals("dumb")) {
      return false;
    }
    try {
      return TerminalProvider.load("exec").isSystemStream(SystemStream.Error);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static int width() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (stty.waitFor(1, TimeUnit.SECONDS) && stty.exitValue() == 0) {
        int columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1).strip());
        return columns > 0 ? columns : USUAL_WIDTH;
      }
    } catch (IOException | RuntimeException e) {
      // Then it has the usual width.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return USUAL_WIDTH;
  }

  @Override
  public int getMaxRenderedLength() {
    // The last column stays free: in it some terminals break the line.
    return Math.max(20, width - 1);
  }

  @Override
  public synchronized void accept(String bar) {
    shown = bar;
    out.print('\r' + bar);
    out.flush();
  }

  @Override
  public synchronized void clear() {
    out.print('\r' + " ".repeat(shown.length()) + '\r');
    out.flush();
  }

  @Override
  public synchronized void close() {
    out.println();
    out.flush();
  }
}
