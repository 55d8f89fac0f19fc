package io.github.hubspotassociations.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.hubspotassociations.ObjectRef;
import java.lang.management.ManagementFactory;

/** A process that associates one pair and says so: what an application waits for at its start. */
final class StartUp {
  private StartUp() {}

  /**
   * Associates one pair.
   *
   * @param args the library to do it with, {@code engine} or {@code retrofit}, and the server's URL
   */
  public static void main(String[] args) {
    String url = args[1] + "/together";
    String from = Long.toString(Workload.fromId(0));
    String to = Long.toString(Workload.toId(0));
    Object response =
        args[0].equals("engine")
            ? Contestant.client(url)
                .associate(
                    ObjectRef.of(Workload.FROM_TYPE, from), ObjectRef.of(Workload.TO_TYPE, to))
                .blockingGet()
            : Contestant.api(url).one(from, to).blockingGet();
    long cpu =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    System.out.println(cpu + " " + response);
    System.exit(0);
  }
}
