package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.client.CallTag;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Travels with the call of one attempt, as its tag: the token for {@link CallInterceptor}, the run
 * that the call belongs to, and what came of a response that was an error.
 */
final class Attempt implements CallTag {
  /** Transient, since the tag is also an argument that Retrofit keeps with the request. */
  final transient String token;

  final transient SendContext context;

  /** The error with as much of its body as came: OkHttp drops it where the call ran out of time. */
  transient volatile @Nullable Response error;

  Attempt(String token, SendContext context) {
    this.token = token;
    this.context = context;
  }

  /** Never the token: OkHttp prints a request's tags. */
  @Override
  public String toString() {
    return "Attempt";
  }
}
