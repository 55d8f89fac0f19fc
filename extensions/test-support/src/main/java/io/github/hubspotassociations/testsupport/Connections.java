package io.github.hubspotassociations.testsupport;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import okhttp3.internal.concurrent.Task;
import okhttp3.internal.concurrent.TaskQueue;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.RealConnectionPool;

/**
 * The open connections of one pool of OkHttp's, by any client.
 *
 * <p>There is no list of the pools of a JVM, but each one that has connections has a task waiting
 * at OkHttp's one task runner, which is to close them when they have idled for minutes. OkHttp's
 * own tests look there too; it is internal, so both versions that the tests run on are tried in the
 * tests of this module.
 */
record Connections(RealConnectionPool pool) {
  /** The pools that have connections. */
  static List<Connections> open() {
    List<Connections> open = new ArrayList<>();
    for (TaskQueue queue : TaskRunner.INSTANCE.activeQueues()) {
      for (Task task : queue.getScheduledTasks()) {
        if (task.getName().contains("ConnectionPool")) {
          Connections pool = new Connections(poolOf(task));
          if (pool.pool.connectionCount() > 0) {
            open.add(pool);
          }
        }
      }
    }
    return open;
  }

  private static RealConnectionPool poolOf(Task task) {
    for (Field field : task.getClass().getDeclaredFields()) {
      if (field.getType() == RealConnectionPool.class) {
        try {
          field.setAccessible(true);
          return (RealConnectionPool) field.get(task);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("Can't look into " + task, e);
        }
      }
    }
    throw new IllegalStateException("This OkHttp keeps its connections elsewhere: see " + task);
  }

  /** Pools are told apart by identity. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Connections that && that.pool == pool;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(pool);
  }

  @Override
  public String toString() {
    int idle = pool.idleConnectionCount();
    int inUse = pool.connectionCount() - idle;
    return inUse > 0
        ? inUse + " connections in use, whose responses were neither read to the end nor closed"
        : idle + " idle connections, whose client was not closed";
  }
}
