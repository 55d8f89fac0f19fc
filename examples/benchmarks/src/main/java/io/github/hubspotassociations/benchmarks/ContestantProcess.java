package io.github.hubspotassociations.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A process with one contestant, which runs whenever a line says how many pairs, and answers with a
 * {@link Measurement} of itself. It ends with its input, so that it does not outlive the harness.
 */
final class ContestantProcess {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

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
        System.out.println(measure(contestant, Integer.parseInt(line)).line());
      }
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
    // OkHttp's threads would keep the process for a minute.
    System.exit(0);
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
