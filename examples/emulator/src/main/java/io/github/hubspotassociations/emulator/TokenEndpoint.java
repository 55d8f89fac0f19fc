package io.github.hubspotassociations.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Issues access tokens for refresh tokens, as the token endpoint does. Safe for use by several
 * threads.
 */
final class TokenEndpoint {
  private final Tokens tokens;
  private final Clock clock;
  private final @Nullable String clientId;
  private final @Nullable String clientSecret;
  private final Duration lifetime;
  private final boolean rotating;
  private @Nullable String refreshToken;

  TokenEndpoint(HubSpotEmulator.Builder options, Tokens tokens) {
    this.tokens = tokens;
    this.clock = options.clock;
    this.clientId = options.clientId;
    this.clientSecret = options.clientSecret;
    this.refreshToken = options.refreshToken;
    this.lifetime = options.accessTokenLifetime;
    this.rotating = options.refreshTokensRotate;
  }

  synchronized HttpResponse respond(HttpRequest request, String correlationId) {
    String type = request.header("Content-Type");
    if (type == null || !type.startsWith("application/x-www-form-urlencoded")) {
      return ErrorPages.token(
          415, "UNSUPPORTED_MEDIA_TYPE", "invalid_request", "send a form", correlationId);
    }
    Map<String, String> form = request.form();
    if (!"refresh_token".equals(form.get("grant_type"))) {
      return ErrorPages.token(
          400,
          "BAD_GRANT_TYPE",
          "unsupported_grant_type",
          "grant_type must be refresh_token",
          correlationId);
    }
    if (isWrong(form.get("client_id"), clientId)) {
      return ErrorPages.token(
          400, "BAD_CLIENT_ID", "invalid_client", "missing or unknown client id", correlationId);
    }
    if (isWrong(form.get("client_secret"), clientSecret)) {
      return ErrorPages.token(
          400,
          "BAD_CLIENT_SECRET",
          "invalid_client",
          "missing or invalid client secret",
          correlationId);
    }
    String given = form.get("refresh_token");
    if (given == null || isWrong(given, refreshToken)) {
      return ErrorPages.token(
          400,
          "BAD_REFRESH_TOKEN",
          "invalid_grant",
          "missing or unknown refresh token",
          correlationId);
    }
    return issue(given);
  }

  private static boolean isWrong(@Nullable String given, @Nullable String expected) {
    return given == null || given.isBlank() || (expected != null && !expected.equals(given));
  }

  private HttpResponse issue(String given) {
    Instant end = clock.instant().plus(lifetime);
    String access = "access-" + UUID.randomUUID();
    tokens.issue(access, end);
    String next = given;
    if (rotating) {
      next = "refresh-" + UUID.randomUUID();
      refreshToken = next;
    }
    JsonText json = new JsonText(256).raw("{\"token_type\":\"bearer\",\"access_token\":");
    json.string(access).raw(",\"refresh_token\":").string(next);
    json.raw(",\"expires_in\":" + lifetime.toSeconds() + "}");
    return HttpResponse.json(200, json.toBytes());
  }
}
