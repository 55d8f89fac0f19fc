package io.github.hubspotassociations.bulk;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;

/**
 * Delivers the result of a single call. RxJava's operators throw the errors of the JVM, such as a
 * LinkageError in a caller's function, back at the one who emits, and whatever waits below them
 * would wait forever: here such an error is emitted in turn.
 */
final class Delivery<T> implements SingleObserver<T> {
  private final SingleObserver<? super T> caller;

  private Delivery(SingleObserver<? super T> caller) {
    this.caller = caller;
  }

  static <T> Single<T> of(Single<T> call) {
    return call.lift(Delivery::new);
  }

  @Override
  public void onSubscribe(Disposable call) {
    caller.onSubscribe(call);
  }

  @Override
  public void onSuccess(T value) {
    try {
      caller.onSuccess(value);
    } catch (Throwable e) {
      if (e instanceof Error) {
        onError(e);
      } else {
        RxJavaPlugins.onError(e);
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    try {
      caller.onError(failure);
    } catch (Throwable e) {
      RxJavaPlugins.onError(e);
    }
  }
}
