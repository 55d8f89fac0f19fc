package io.github.hubspotassociations.sparkimport;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import scala.Tuple4;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Tells how many rows of a wave HubSpot has responded to while its tasks run, each time that an
 * executor sends its heartbeat: every ten seconds by default. An accumulator's own value in the
 * driver changes only when a task has ended.
 */
final class WaveProgress extends SparkListener {
  private final long rowsId;
  private final LongConsumer onRows;
  private final Map<Long, Long> rowsByTask = new HashMap<>();

  WaveProgress(long rowsId, LongConsumer onRows) {
    this.rowsId = rowsId;
    this.onRows = onRows;
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    boolean changed = false;
    for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task :
        CollectionConverters.asJava(update.accumUpdates())) {
      for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
        if (info.id() == rowsId && info.update().isDefined()) {
          Long rows = (Long) info.update().get();
          changed |= !rows.equals(rowsByTask.put((Long) task._1(), rows));
        }
      }
    }
    if (changed) {
      onRows.accept(rowsByTask.values().stream().mapToLong(Long::longValue).sum());
    }
  }
}
