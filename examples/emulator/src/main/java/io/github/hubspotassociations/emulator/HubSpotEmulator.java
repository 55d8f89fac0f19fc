package io.github.hubspotassociations.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Emulates HubSpot on this machine: the endpoints of default associations, in every dated release
 * and in version 4, and the token endpoint.
 *
 * <pre>{@code
 * try (HubSpotEmulator emulator = HubSpotEmulator.start()) {
 *   // … point a client at emulator.url(), with any token …
 *   assertTrue(emulator.associations().contains("contacts", "101", "companies", "202"));
 * }
 * }</pre>
 *
 * <p>By default it listens on a free port of the loopback address and accepts any token, and every
 * record exists whose ID is all digits and does not begin with 40404. Safe for use by several
 * threads at once.
 */
public final class HubSpotEmulator implements AutoCloseable {
  final Records records = new Records();
  final Tokens tokens;
  final RateLimiter limiter;

  private final HttpServer server;
  private final HubSpotApi api;
  private final String host;
  private final RecordedAssociations associations;
  private final RequestCounts requests = new RequestCounts();
  private final Faults faults = new Faults();
  private final Clock clock;

  private HubSpotEmulator(Builder builder) {
    this.clock = builder.clock;
    this.host = builder.host;
    this.tokens = new Tokens();
    this.limiter = new RateLimiter(builder.rateLimits, builder.clock);
    this.associations = new RecordedAssociations(builder.maxAssociations);
    builder.tokens.forEach(tokens::accept);
    builder.expiredTokens.forEach(tokens::expire);
    builder.missingScopes.forEach(tokens::withoutScopes);
    records.addMissing(builder.missing);
    if (builder.clientId != null || builder.refreshToken != null) {
      tokens.acceptOnlyKnown();
    }
    this.api = new HubSpotApi(builder, this, new ContractLog(builder.strict ? contract() : null));
    try {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getByName(builder.host), builder.port);
      this.server = HttpServer.start(address, builder.maxConnections, api);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Can't listen on " + builder.host + ":" + builder.port + ": " + e.getMessage(), e);
    }
  }

  private static Contract contract() {
    try {
      return Contract.packed();
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "strict needs com.atlassian.oai:swagger-request-validator-core on the class path", e);
    }
  }

  /**
   * Starts an emulator on a free port of the loopback address, with the defaults of the builder.
   *
   * @return the emulator, ready for requests
   * @throws UncheckedIOException if it can't listen
   */
  public static HubSpotEmulator start() {
    return builder().start();
  }

  /**
   * Returns a builder with the defaults.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the base URL for a client, such as {@code http://127.0.0.1:49152}, without a slash at
   * the end.
   *
   * @return the URL
   */
  public String url() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return "http://" + name + ":" + port();
  }

  /**
   * Returns the port that it listens on.
   *
   * @return the port, 1 to 65535
   */
  public int port() {
    return server.port();
  }

  /**
   * Returns what has been associated so far.
   *
   * @return a live view
   */
  public RecordedAssociations associations() {
    return associations;
  }

  /**
   * Returns the counts of requests and responses.
   *
   * @return a live view
   */
  public RequestCounts requests() {
    return requests;
  }

  /**
   * Returns the faults that requests meet; none by default.
   *
   * @return the faults of this emulator
   */
  public Faults faults() {
    return faults;
  }

  /**
   * Returns the requests and responses so far that violated the OpenAPI document, at most 1,000;
   * always empty unless {@link Builder#strict strict}. Responses that a fault changed on purpose
   * are not checked.
   *
   * @return a copy, the oldest first
   */
  public List<ContractViolation> violations() {
    return api.violations();
  }

  /**
   * Makes records with these IDs missing from now on, whatever their object type.
   *
   * @param ids the IDs
   * @throws IllegalArgumentException if one is blank
   */
  public void addMissing(String... ids) {
    for (String id : ids) {
      requireVisible("missing", id);
    }
    records.addMissing(List.of(ids));
  }

  /**
   * Accepts this token from now on, even if it had expired, and rejects tokens that were never
   * accepted by name.
   *
   * @param token the token, not blank
   */
  public void acceptToken(String token) {
    tokens.accept(requireToken(token));
  }

  /**
   * Rejects this token from now on with 401 as expired.
   *
   * @param token the token, not blank
   */
  public void expireToken(String token) {
    tokens.expire(requireToken(token), clock.instant());
  }

  /**
   * Forgets associations, counts, faults and the used part of the rate limits. Missing records and
   * tokens stay as they are.
   */
  public void reset() {
    faults.clear();
    associations.clear();
    requests.clear();
    limiter.clear();
    api.clear();
  }

  /**
   * Returns the number of open client connections, idle ones included.
   *
   * @return the number
   */
  public int openConnections() {
    return server.openConnections();
  }

  /**
   * Stops the emulator: sends the responses in the making, cuts those that a fault delays, and
   * leaves no thread or connection behind. Closing a second time does nothing. {@link
   * #associations()} can still be read.
   */
  @Override
  public void close() {
    server.close();
  }

  private static String requireToken(String token) {
    return requireVisible("token", token);
  }

  private static String requireVisible(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " is blank: use at least one visible character");
    }
    return value;
  }

  @Override
  public String toString() {
    return "HubSpotEmulator{" + url() + "}";
  }

  /** Builds an emulator. Not safe for use by several threads. */
  public static final class Builder {
    private String host = "127.0.0.1";
    private int port;
    private int maxConnections = 256;
    private long maxAssociations = RecordedAssociations.maxAssociationsOfHeap();
    private final Set<String> tokens = new LinkedHashSet<>();
    private final Map<String, Instant> expiredTokens = new LinkedHashMap<>();
    private final Map<String, List<String>> missingScopes = new LinkedHashMap<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private RateLimits rateLimits = RateLimits.generous();
    private boolean strict = Boolean.getBoolean("hubspot.emulator.strict");
    final Set<String> allowedHosts = new LinkedHashSet<>();
    Clock clock = Clock.systemUTC();
    boolean v4 = true;
    @Nullable String clientId;
    @Nullable String clientSecret;
    @Nullable String refreshToken;
    Duration accessTokenLifetime = Duration.ofMinutes(30);
    boolean refreshTokensRotate;
    boolean batchExemption;
    boolean duplicatesRejected = true;
    RejectionStyle rejectionStyle = RejectionStyle.RECORD_AND_SIDE;

    private Builder() {}

    /**
     * Sets the address to listen on; 127.0.0.1 by default. Any other may open the emulator to the
     * network.
     *
     * @param host a name or address of this machine
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder host(String host) {
      this.host = requireVisible("host", host);
      return this;
    }

    /**
     * Accepts requests to the emulator's own endpoints under this host name. Addresses, localhost
     * and names without a dot, such as those of containers, are always accepted; any other name
     * could be an attempt at DNS rebinding by a page that is open in a browser.
     *
     * @param host the name
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder allowHost(String host) {
      allowedHosts.add(requireVisible("host", host).toLowerCase(Locale.ROOT));
      return this;
    }

    /**
     * Sets the port to listen on, 0 to 65535; 0, the default, takes a free one.
     *
     * @param port the port
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder port(int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port is " + port + ": use 0 to 65535");
      }
      this.port = port;
      return this;
    }

    /**
     * Sets how many connections may be open at once, 256 by default. Beyond that a new one replaces
     * the one that has been idle longest, or waits.
     *
     * @param maxConnections how many, 1 or more
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    public Builder maxConnections(int maxConnections) {
      if (maxConnections < 1) {
        throw new IllegalArgumentException(
            "maxConnections is " + maxConnections + ": use 1 or more");
      }
      this.maxConnections = maxConnections;
      return this;
    }

    /**
     * Sets how many associations are remembered; by default as many as fill about half of the heap,
     * 3,000,000 for 256 MB.
     *
     * @param maxAssociations how many, 1 or more
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    public Builder maxAssociations(long maxAssociations) {
      if (maxAssociations < 1) {
        throw new IllegalArgumentException(
            "maxAssociations is " + maxAssociations + ": use 1 or more");
      }
      this.maxAssociations = maxAssociations;
      return this;
    }

    /**
     * Accepts this token, and only tokens that are added in this way. By default every token that
     * is not blank is accepted.
     *
     * @param token the token, not blank
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder token(String token) {
      tokens.add(requireToken(token));
      return this;
    }

    /**
     * Rejects this token with 401 as expired.
     *
     * @param token the token
     * @param when when it expires; until then it is accepted like any other
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder expiredToken(String token, Instant when) {
      expiredTokens.put(requireToken(token), Objects.requireNonNull(when, "when"));
      return this;
    }

    /**
     * Rejects this token with 403.
     *
     * @param token the token
     * @param missingScopes the scopes that it lacks, as the response names them
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder tokenWithoutScopes(String token, String... missingScopes) {
      this.missingScopes.put(requireToken(token), List.of(missingScopes));
      return this;
    }

    /**
     * Sets whether version 4 of the API is served besides the dated releases; true by default. If
     * not, its paths get a 404 like any unknown path.
     *
     * @param v4 whether it is served
     * @return this builder
     */
    public Builder v4(boolean v4) {
      this.v4 = v4;
      return this;
    }

    /**
     * Sets the client ID that the token endpoint expects; any by default. Once it or a refresh
     * token is set, only access tokens that the token endpoint issued or that were added by name
     * are accepted.
     *
     * @param clientId the client ID, not blank
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder clientId(String clientId) {
      this.clientId = requireVisible("clientId", clientId);
      return this;
    }

    /**
     * Sets the client secret that the token endpoint expects; any by default.
     *
     * @param clientSecret the client secret, not blank
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder clientSecret(String clientSecret) {
      this.clientSecret = requireVisible("clientSecret", clientSecret);
      return this;
    }

    /**
     * Sets the refresh token that the token endpoint expects; any by default. Once it or a client
     * ID is set, only access tokens that the token endpoint issued or that were added by name are
     * accepted.
     *
     * @param refreshToken the refresh token, not blank
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder refreshToken(String refreshToken) {
      this.refreshToken = requireVisible("refreshToken", refreshToken);
      return this;
    }

    /**
     * Sets the lifetime of the access tokens that the token endpoint issues; 30 minutes by default.
     *
     * @param lifetime the lifetime, one second or more
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder accessTokenLifetime(Duration lifetime) {
      if (lifetime.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "accessTokenLifetime is " + lifetime + ": use one second or more");
      }
      this.accessTokenLifetime = lifetime;
      return this;
    }

    /**
     * Sets whether the token endpoint returns a new refresh token with each access token, which
     * invalidates the previous one; false by default.
     *
     * @param refreshTokensRotate whether refresh tokens rotate
     * @return this builder
     */
    public Builder refreshTokensRotate(boolean refreshTokensRotate) {
      this.refreshTokensRotate = refreshTokensRotate;
      return this;
    }

    /**
     * Makes records missing, whatever their object type, besides those whose ID begins with 40404.
     *
     * @param ids the IDs
     * @return this builder
     * @throws IllegalArgumentException if one is blank
     */
    public Builder missing(String... ids) {
      for (String id : ids) {
        missing.add(requireVisible("missing", id));
      }
      return this;
    }

    /**
     * Sets how many requests a token may send; {@link RateLimits#generous()} by default.
     *
     * @param rateLimits the limits of each token
     * @return this builder
     */
    public Builder rateLimits(RateLimits rateLimits) {
      this.rateLimits = Objects.requireNonNull(rateLimits, "rateLimits");
      return this;
    }

    /**
     * Sets whether batches are exempt from the ten-secondly limit and say so with {@code
     * x-hubspot-rate-limit-exemptions: ["ten-secondly"]}; false by default. HubSpot's batch
     * endpoints have been seen to send the header.
     *
     * @param batchExemption whether batches are exempt
     * @return this builder
     */
    public Builder batchExemption(boolean batchExemption) {
      this.batchExemption = batchExemption;
      return this;
    }

    /**
     * Sets whether a batch that names one pair twice is rejected as a whole, as has been reported
     * of HubSpot; true by default.
     *
     * @param duplicatesRejected whether such a batch is rejected
     * @return this builder
     */
    public Builder duplicatesRejected(boolean duplicatesRejected) {
      this.duplicatesRejected = duplicatesRejected;
      return this;
    }

    /**
     * Sets how a batch with missing records is rejected; {@link RejectionStyle#RECORD_AND_SIDE} by
     * default.
     *
     * @param rejectionStyle the style
     * @return this builder
     */
    public Builder rejectionStyle(RejectionStyle rejectionStyle) {
      this.rejectionStyle = Objects.requireNonNull(rejectionStyle, "rejectionStyle");
      return this;
    }

    /**
     * Sets whether every request and response is checked against the OpenAPI document; by default
     * only if the system property {@code hubspot.emulator.strict} is {@code true}, so that a build
     * can turn it on for all its tests at once. A request that violates the document gets a 400, a
     * response that violates it is replaced by a 500, and {@link HubSpotEmulator#violations()}
     * lists both. Needs {@code com.atlassian.oai:swagger-request-validator-core} on the class path,
     * and takes time: not for load tests.
     *
     * @param strict whether to check
     * @return this builder
     */
    public Builder strict(boolean strict) {
      this.strict = strict;
      return this;
    }

    /**
     * Sets the clock of limits and timestamps; the system clock by default.
     *
     * @param clock the clock
     * @return this builder
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Starts the emulator.
     *
     * @return the emulator, ready for requests
     * @throws UncheckedIOException if it can't listen on the address
     * @throws IllegalStateException if it is strict and the library which that needs is missing
     */
    public HubSpotEmulator start() {
      return new HubSpotEmulator(this);
    }
  }
}
