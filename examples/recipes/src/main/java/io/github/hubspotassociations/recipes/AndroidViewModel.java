package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.processors.BehaviorProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.io.PrintStream;
import java.util.List;

/**
 * What a view model does with the library, without Android's classes so that it runs here: state
 * for the screen, delivered on the main thread, and everything cancelled in {@code onCleared}. In
 * an app it extends {@code ViewModel}, and the scheduler is {@code AndroidSchedulers.mainThread()};
 * see {@code examples/android} for a screen.
 */
public final class AndroidViewModel {
  private final HubSpotAssociations hubspot;
  private final Scheduler mainThread;
  private final CompositeDisposable work = new CompositeDisposable();
  private final BehaviorProcessor<String> state = BehaviorProcessor.createDefault("ready");

  AndroidViewModel(HubSpotAssociations hubspot, Scheduler mainThread) {
    this.hubspot = hubspot;
    this.mainThread = mainThread;
  }

  /** What the screen shows. */
  Flowable<String> state() {
    return state.observeOn(mainThread);
  }

  /** The button was pressed. */
  void associateAll(List<AssociationRequest<String>> requests) {
    state.onNext("working");
    work.add(
        hubspot
            .bulk()
            .build()
            .summarize(requests)
            .map(summary -> summary.associated() + " of " + summary.total() + " associated")
            .subscribe(state::onNext, e -> state.onNext("failed: " + e.getMessage())));
  }

  /** The screen is gone for good: calls in flight are cancelled. */
  void onCleared() {
    work.dispose();
  }

  public static void main(String[] args) throws Exception {
    Recipe.start(AndroidViewModel::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    try (HubSpotAssociations hubspot = Recipe.client(baseUrl, token)) {
      AndroidViewModel viewModel = new AndroidViewModel(hubspot, Schedulers.single());
      viewModel.associateAll(
          List.of(
              AssociationRequest.of(ObjectRef.of("contacts", 1), ObjectRef.of("deals", 2), "one"),
              AssociationRequest.of(ObjectRef.of("contacts", 3), ObjectRef.of("deals", 4), "two")));
      out.println(viewModel.state().filter(shown -> shown.contains(" of ")).blockingFirst());
      viewModel.onCleared();
    }
  }
}
