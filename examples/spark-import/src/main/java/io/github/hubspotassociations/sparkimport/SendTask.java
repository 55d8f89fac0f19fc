package io.github.hubspotassociations.sparkimport;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.BulkAssociator;
import io.reactivex.rxjava3.core.Flowable;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Sends the rows of one partition, in an executor: rows of the plan in, rows of outcomes out. */
final class SendTask implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final SendSettings settings;
  private final OutcomeRows outcomes;
  private final Counters counters;

  SendTask(SendSettings settings, OutcomeRows outcomes, Counters counters) {
    this.settings = settings;
    this.outcomes = outcomes;
    this.counters = counters;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    TaskContext task = TaskContext.get();
    String token = AccessToken.find(System.getenv(), SparkEnv.get().conf());
    ExecutorAccount account = ExecutorAccount.of(settings, token, task.partitionId());
    HubSpotAssociations hubspot = account.acquire();
    atEnd(task, account::release);
    BulkAssociator bulk =
        hubspot
            .bulk()
            .pageSize(settings.pageSize())
            .maxInFlight(QuotaRate.MAX_IN_FLIGHT)
            .listener(() -> counters.listener(settings.baseUrl()))
            .build();
    TaskFlow<Row, Row> flow =
        TaskFlow.of(rows, this::invalid, source -> send(bulk, source), () -> endIfKilled(task));
    // However the task ends: one that is killed or fails sends nothing more.
    atEnd(task, flow::close);
    return flow;
  }

  private Flowable<Row> send(BulkAssociator bulk, Publisher<Row> rows) {
    return bulk.associate(Flowable.fromPublisher(rows).map(SendTask::request)).map(outcomes::of);
  }

  private static AssociationRequest<Row> request(Row row) {
    ObjectRef from = ObjectRef.of(row.getString(0), row.getString(1));
    return AssociationRequest.of(from, ObjectRef.of(row.getString(2), row.getString(3)), row);
  }

  private @Nullable Row invalid(Row row) {
    return outcomes.problem(row) == null ? null : outcomes.invalid(row);
  }

  private static void atEnd(TaskContext task, Runnable action) {
    TaskCompletionListener listener = ended -> action.run();
    task.addTaskCompletionListener(listener);
  }

  /** Spark may kill a task without an interrupt. */
  private static void endIfKilled(TaskContext task) {
    if (task.isInterrupted()) {
      throw new TaskKilledException("the task was killed while it sent");
    }
  }
}
