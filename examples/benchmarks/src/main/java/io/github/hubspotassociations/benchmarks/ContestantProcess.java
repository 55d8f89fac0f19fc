package io.github.hubspotassociations.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A process with one contestant, which runs whenever a line says how many pairs, and prints a
 * {@link Measurement} of itself. It ends with its input, so that it does not outlive the harness.
 */
final class ContestantProcess {
  /** Before the number of pairs: run that often until the process is warm, and measure the last. */
  static final String WARM_UP = "warm-up ";

  // The JVM goes on compiling what runs once for a page until it has run tens of thousands of
  // times, with pauses: what it compiles in these takes up to a second.
  private static final int QUIET_RUNS = 6;
  private static final double QUIET = 0.02;
  private static final int MAX_WARM_UP_RUNS = 60;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  private ContestantProcess() {}

  /**
   * Runs until its input ends.
   *
   * @param args the contestant's name and the server's URL
   */
  public static void main(String[] args) throws Exception {
    try {
      Contestant contestant = Contestant.named(args[0], args[1]);
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        Measurement measured =
            line.startsWith(WARM_UP)
                ? warmUp(contestant, Integer.parseInt(line.substring(WARM_UP.length())))
                : measure(contestant, Integer.parseInt(line));
        System.out.println(measured.line());
      }
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
    // OkHttp's threads would keep the process for a minute.
    System.exit(0);
  }

  /** Runs until hardly anything is compiled any more, some runs in a row. */
  private static Measurement warmUp(Contestant contestant, int pairs) throws Exception {
    Measurement measured = measure(contestant, pairs);
    int quiet = 0;
    for (int run = 1; run < MAX_WARM_UP_RUNS && quiet < QUIET_RUNS; run++) {
      long compiling = COMPILER.getTotalCompilationTime();
      measured = measure(contestant, pairs);
      compiling = COMPILER.getTotalCompilationTime() - compiling;
      quiet = compiling * 1e6 < QUIET * measured.cpuNanos() ? quiet + 1 : 0;
    }
    return measured;
  }

  static Measurement measure(Contestant contestant, int pairs) throws Exception {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      pool.resetPeakUsage();
    }
    Map<Long, Long> allocatedBefore = allocatedByThread();
    long cpu = SYSTEM.getProcessCpuTime();
    long wall = System.nanoTime();
    contestant.associate(pairs);
    wall = System.nanoTime() - wall;
    cpu = SYSTEM.getProcessCpuTime() - cpu;
    long allocated = 0;
    for (Map.Entry<Long, Long> thread : allocatedByThread().entrySet()) {
      allocated += thread.getValue() - allocatedBefore.getOrDefault(thread.getKey(), 0L);
    }
    return new Measurement(pairs, cpu, wall, allocated, peakHeap());
  }

  /**
   * What each live thread has allocated: those that a run uses live until its end, being idle for
   * less than their time to live.
   */
  private static Map<Long, Long> allocatedByThread() {
    long[] ids = THREADS.getAllThreadIds();
    long[] bytes = THREADS.getThreadAllocatedBytes(ids);
    Map<Long, Long> allocated = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      allocated.put(ids[i], Math.max(0, bytes[i]));
    }
    return allocated;
  }

  private static long peakHeap() {
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        peak += pool.getPeakUsage().getUsed();
      }
    }
    return peak;
  }
}
