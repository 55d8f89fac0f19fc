package io.github.hubspotassociations.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Values of one quantity from several rounds. */
final class Series {
  private final double[] sorted;

  private Series(double[] values) {
    this.sorted = values.clone();
    Arrays.sort(sorted);
  }

  static <T> Series of(List<T> rounds, ToDoubleFunction<T> value) {
    return new Series(rounds.stream().mapToDouble(value).toArray());
  }

  /** One series divided by another, round by round, so that what disturbs a round disturbs both. */
  static <T> Series ratio(List<T> rounds, List<T> base, ToDoubleFunction<T> value) {
    double[] ratios = new double[rounds.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = value.applyAsDouble(rounds.get(i)) / value.applyAsDouble(base.get(i));
    }
    return new Series(ratios);
  }

  double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double max() {
    return sorted[sorted.length - 1];
  }

  /** The median, with the smallest and the largest value behind it. */
  String text(int decimals) {
    return number(median(), decimals)
        + " ("
        + number(sorted[0], decimals)
        + "–"
        + number(max(), decimals)
        + ")";
  }

  static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
