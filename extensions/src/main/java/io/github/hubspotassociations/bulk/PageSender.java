package io.github.hubspotassociations.bulk;

import io.reactivex.rxjava3.core.Completable;

/** Sends a page part by part, one after another, until each of its pairs is settled. */
final class PageSender {
  private final Sender sender;

  PageSender(Sender sender) {
    this.sender = sender;
  }

  /**
   * Sends what the page still has to send. Completes when the page is settled and never fails; a
   * disposal cancels the call under way.
   */
  Completable send(PageRun<?> run, RunControl control) {
    return Completable.defer(() -> sendNext(run, control)).repeatUntil(run::isSettled);
  }

  private Completable sendNext(PageRun<?> run, RunControl control) {
    if (control.isStopping()) {
      run.stop(control.stopReason(), control.stopCause());
      return Completable.complete();
    }
    PageRun.Part part = run.next();
    if (part == null) {
      return Completable.complete();
    }
    return sender
        .send(run, part.slots, control)
        .doOnSuccess(sent -> settle(run, sent, control))
        .ignoreElement();
  }

  private static void settle(PageRun<?> run, Sent sent, RunControl control) {
    if (sent.endsRun) {
      control.stop(sent.failure.getMessage(), sent.failure);
    }
    int parts = run.settle(sent, control.stopReason(), control.stopCause());
    if (parts > 0) {
      control.events.add(listener -> listener.pageSplit(run.page(), parts));
    }
  }
}
