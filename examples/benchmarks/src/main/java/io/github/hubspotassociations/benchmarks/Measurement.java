package io.github.hubspotassociations.benchmarks;

/**
 * What one run took of one process.
 *
 * @param pairs how many pairs the run associated
 * @param cpuNanos CPU time of the whole process, its garbage collector and compiler included
 * @param wallNanos time on the clock
 * @param allocatedBytes what its threads allocated; −1 where that is not known
 * @param peakHeapBytes the most the heap held, garbage included
 */
record Measurement(
    long pairs, long cpuNanos, long wallNanos, long allocatedBytes, long peakHeapBytes) {

  /** The line that a contestant's process sends in reply to a command. */
  String line() {
    return pairs + " " + cpuNanos + " " + wallNanos + " " + allocatedBytes + " " + peakHeapBytes;
  }

  static Measurement parse(String line) {
    String[] parts = line.split(" ", -1);
    return new Measurement(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]));
  }

  /** Both runs as one. */
  Measurement plus(Measurement other) {
    return new Measurement(
        pairs + other.pairs,
        cpuNanos + other.cpuNanos,
        wallNanos + other.wallNanos,
        allocatedBytes + other.allocatedBytes,
        Math.max(peakHeapBytes, other.peakHeapBytes));
  }

  /** CPU seconds for a million pairs. */
  double cpuSecondsPerMillion() {
    return cpuNanos / 1e9 * 1e6 / pairs;
  }

  /** Seconds on the clock for a million pairs. */
  double wallSecondsPerMillion() {
    return wallNanos / 1e9 * 1e6 / pairs;
  }

  double allocatedBytesPerPair() {
    return (double) allocatedBytes / pairs;
  }
}
