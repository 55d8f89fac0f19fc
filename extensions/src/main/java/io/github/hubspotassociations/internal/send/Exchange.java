package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.client.CallTag;
import io.github.hubspotassociations.error.HubSpotApiException;
import okhttp3.Headers;
import okhttp3.Request;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import retrofit2.Call;

/**
 * One request and its response: makes the call of each attempt, describes it, and reads what comes
 * back.
 *
 * @param <A> what a usable response says
 */
public interface Exchange<A> {
  /** Makes the call of one attempt, with a body of its own. */
  Call<ResponseBody> newCall(CallTag tag);

  /** Describes the request for messages: its method and its path, never a secret. */
  String describe(Request request);

  /**
   * Reads the body of a successful response to its end.
   *
   * @throws HubSpotApiException if it is not usable
   */
  A read(int status, Headers headers, BufferedSource body, String description);
}
