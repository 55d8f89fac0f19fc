package io.github.hubspotassociations.bulk;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler without waiting: its clock jumps to the next task that is due. Tasks run one at a
 * time, in the order in which they are due, on a thread of its own that ends with {@link
 * #shutdown}.
 */
final class HastyScheduler extends Scheduler {
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final Thread thread = new Thread(this::run, "HastyScheduler");
  private long now;
  private long count;
  private boolean shutDown;

  HastyScheduler() {
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public long now(TimeUnit unit) {
    synchronized (tasks) {
      return unit.convert(now, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public Worker createWorker() {
    return new Hand();
  }

  @Override
  public void shutdown() {
    synchronized (tasks) {
      shutDown = true;
      tasks.notifyAll();
    }
  }

  private void run() {
    while (true) {
      Task task;
      synchronized (tasks) {
        while (tasks.isEmpty() && !shutDown) {
          try {
            tasks.wait();
          } catch (InterruptedException e) {
            // A task that was interrupted by its disposal; the thread goes on.
          }
        }
        if (shutDown) {
          return;
        }
        task = tasks.poll();
        now = Math.max(now, task.due);
      }
      if (!task.disposed) {
        task.work.run();
      }
    }
  }

  private final class Hand extends Worker {
    private final CompositeDisposable scheduled = new CompositeDisposable();

    @Override
    public Disposable schedule(Runnable work, long delay, TimeUnit unit) {
      if (scheduled.isDisposed()) {
        return Disposable.disposed();
      }
      synchronized (tasks) {
        Task task = new Task(work, now + unit.toNanos(Math.max(0, delay)), count++);
        tasks.add(task);
        tasks.notifyAll();
        scheduled.add(task);
        return task;
      }
    }

    @Override
    public void dispose() {
      scheduled.dispose();
    }

    @Override
    public boolean isDisposed() {
      return scheduled.isDisposed();
    }
  }

  private static final class Task implements Comparable<Task>, Disposable {
    final Runnable work;
    final long due;
    final long order;
    volatile boolean disposed;

    Task(Runnable work, long due, long order) {
      this.work = work;
      this.due = due;
      this.order = order;
    }

    @Override
    public int compareTo(Task other) {
      return due == other.due ? Long.compare(order, other.order) : Long.compare(due, other.due);
    }

    @Override
    public void dispose() {
      disposed = true;
    }

    @Override
    public boolean isDisposed() {
      return disposed;
    }
  }
}
