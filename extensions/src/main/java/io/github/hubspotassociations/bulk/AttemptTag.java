package io.github.hubspotassociations.bulk;

/**
 * Travels with the request of one attempt: the token, which {@link Wire} puts on the wire behind
 * the caller's interceptors, and the run it belongs to.
 */
final class AttemptTag {
  final String token;
  final RunControl control;

  AttemptTag(String token, RunControl control) {
    this.token = token;
    this.control = control;
  }

  /** Never the token: OkHttp prints a request's tags. */
  @Override
  public String toString() {
    return "AttemptTag";
  }
}
