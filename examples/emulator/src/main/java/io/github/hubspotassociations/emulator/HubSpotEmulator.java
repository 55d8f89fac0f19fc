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
 * A local HubSpot that knows the endpoints of default associations, in every dated release and in
 * version 4, and the token endpoint.
 *
 * <pre>{@code
 * try (HubSpotEmulator emulator = HubSpotEmulator.start()) {
 *   // … point a client at emulator.url(), with any token …
 *   assertTrue(emulator.associations().contains("contacts", "101", "companies", "202"));
 * }
 * }</pre>
 *
 * <p>Unless told otherwise it listens on a free port of the loopback address, accepts any token,
 * and every record exists whose id is all digits and does not begin with 40404. Safe for use by
 * several threads at once.
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
   * Begins to describe an emulator.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The base URL to give to a client, such as {@code http://127.0.0.1:49152}, without a slash.
   *
   * @return the URL
   */
  public String url() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return "http://" + name + ":" + port();
  }

  /**
   * The port it listens on.
   *
   * @return the port, 1 to 65535
   */
  public int port() {
    return server.port();
  }

  /**
   * What was associated up to now.
   *
   * @return a live view
   */
  public RecordedAssociations associations() {
    return associations;
  }

  /**
   * How many requests came, and how they were answered.
   *
   * @return a live view
   */
  public RequestCounts requests() {
    return requests;
  }

  /**
   * What goes wrong from now on; nothing, until told.
   *
   * @return the faults of this emulator
   */
  public Faults faults() {
    return faults;
  }

  /**
   * The requests and answers so far that were not as the OpenAPI document says, at most 1,000;
   * always empty unless {@link Builder#strict strict}. Answers that a fault broke on purpose are
   * not checked.
   *
   * @return a copy, the oldest first
   */
  public List<ContractViolation> violations() {
    return api.violations();
  }

  /**
   * Records with these ids do not exist from now on, in whichever object type.
   *
   * @param ids their ids
   * @throws IllegalArgumentException if one is blank
   */
  public void addMissing(String... ids) {
    for (String id : ids) {
      requireVisible("missing", id);
    }
    records.addMissing(List.of(ids));
  }

  /**
   * From now on this token is accepted, even if it had expired, and tokens that were not named so
   * are not.
   *
   * @param token the token, not blank
   */
  public void acceptToken(String token) {
    tokens.accept(requireToken(token));
  }

  /**
   * From now on this token is answered with 401 as expired.
   *
   * @param token the token, not blank
   */
  public void expireToken(String token) {
    tokens.expire(requireToken(token), clock.instant());
  }

  /**
   * Forgets what was associated, counted and scripted, and what was used of the limits. Missing
   * records and tokens stay as they are.
   */
  public void reset() {
    faults.clear();
    associations.clear();
    requests.clear();
    limiter.clear();
    api.clear();
  }

  /**
   * How many connections of clients are open now.
   *
   * @return how many, idle ones included
   */
  public int openConnections() {
    return server.openConnections();
  }

  /**
   * Stops: what is being answered is still answered, what waits is cut, and no thread or connection
   * remains. Closing a second time does nothing. {@link #associations()} can still be asked.
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

  /** Describes an emulator before it starts. Not safe for use by several threads. */
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
    boolean duplicatesRefused = true;
    RefusalStyle refusals = RefusalStyle.RECORD_AND_SIDE;

    private Builder() {}

    /**
     * The address to listen on; 127.0.0.1 by default. Anything else opens the emulator to the
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
     * Accepts requests to the emulator's own interface under this host name. Addresses, localhost
     * and names without a dot, such as those of containers, are accepted anyway; any other name
     * could have been made to point here by a page that is open in a browser.
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
     * The port to listen on, 0 to 65535; 0, the default, takes a free one.
     *
     * @param port the port
     * @return this builder
     * @throws IllegalArgumentException if there is no such port
     */
    public Builder port(int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port is " + port + ": use 0 to 65535");
      }
      this.port = port;
      return this;
    }

    /**
     * How many connections may be open at once, 256 by default. Above that a new one takes the
     * place of the one that has been idle longest, or waits.
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
     * How many associations are remembered; by default as many as fill about half of the heap,
     * which is 3,000,000 for 256 MB.
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
     * Accepts this token, and from now on only tokens named so. Without any, every token that is
     * not blank is accepted.
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
     * Answers this token with 401 as expired.
     *
     * @param token the token
     * @param when when it expires; before that moment it is accepted like any other
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder expiredToken(String token, Instant when) {
      expiredTokens.put(requireToken(token), Objects.requireNonNull(when, "when"));
      return this;
    }

    /**
     * Answers this token with 403.
     *
     * @param token the token
     * @param missingScopes the scopes that it lacks, as the answer names them
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder tokenWithoutScopes(String token, String... missingScopes) {
      this.missingScopes.put(requireToken(token), List.of(missingScopes));
      return this;
    }

    /**
     * Whether version 4 of the API is served beside the dated releases; true by default. If not,
     * its paths are answered with 404 like any that is not known.
     *
     * @param v4 whether it is served
     * @return this builder
     */
    public Builder v4(boolean v4) {
      this.v4 = v4;
      return this;
    }

    /**
     * The client id that the token endpoint expects; any by default. With it, or with a refresh
     * token, only access tokens are accepted that the token endpoint issued or that were named.
     *
     * @param clientId the client id, not blank
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder clientId(String clientId) {
      this.clientId = requireVisible("clientId", clientId);
      return this;
    }

    /**
     * The client secret that the token endpoint expects; any by default.
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
     * The refresh token that the token endpoint expects; any by default. With it, or with a client
     * id, only access tokens are accepted that the token endpoint issued or that were named.
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
     * How long the access tokens live that the token endpoint issues; 30 minutes by default.
     *
     * @param lifetime how long, one second or more
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
     * Whether the token endpoint gives another refresh token with each access token, after which
     * the one before is not known any more; false by default.
     *
     * @param refreshTokensRotate whether it does
     * @return this builder
     */
    public Builder refreshTokensRotate(boolean refreshTokensRotate) {
      this.refreshTokensRotate = refreshTokensRotate;
      return this;
    }

    /**
     * Adds records that do not exist, in whichever object type, to those beginning 40404.
     *
     * @param ids their ids
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
     * How many requests a token may send; {@link RateLimits#generous()} by default.
     *
     * @param rateLimits the limits of each token
     * @return this builder
     */
    public Builder rateLimits(RateLimits rateLimits) {
      this.rateLimits = Objects.requireNonNull(rateLimits, "rateLimits");
      return this;
    }

    /**
     * Whether batches say {@code x-hubspot-rate-limit-exemptions: ["ten-secondly"]} and do not
     * count in ten seconds; false by default. HubSpot's batch endpoints have been seen to send the
     * header.
     *
     * @param batchExemption whether batches are exempt
     * @return this builder
     */
    public Builder batchExemption(boolean batchExemption) {
      this.batchExemption = batchExemption;
      return this;
    }

    /**
     * Whether a batch that names one pair twice is refused as a whole, as has been reported of
     * HubSpot; true by default.
     *
     * @param duplicatesRefused whether such a batch is refused
     * @return this builder
     */
    public Builder duplicatesRefused(boolean duplicatesRefused) {
      this.duplicatesRefused = duplicatesRefused;
      return this;
    }

    /**
     * How a batch with records that do not exist is answered; {@link RefusalStyle#RECORD_AND_SIDE}
     * by default.
     *
     * @param refusals the style
     * @return this builder
     */
    public Builder refusals(RefusalStyle refusals) {
      this.refusals = Objects.requireNonNull(refusals, "refusals");
      return this;
    }

    /**
     * Whether each request and each answer is checked against the OpenAPI document; by default only
     * if the system property {@code hubspot.emulator.strict} is {@code true}, with which a build
     * says so for all its tests at once. A request that is not as the document says is answered
     * with 400, an answer that is not with 500, and {@link HubSpotEmulator#violations()} has both.
     * Needs {@code com.atlassian.oai:swagger-request-validator-core} on the class path, and time:
     * this is not for load tests.
     *
     * @param strict whether to check
     * @return this builder
     */
    public Builder strict(boolean strict) {
      this.strict = strict;
      return this;
    }

    /**
     * The clock of limits and timestamps; the system's by default.
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
     * @throws IllegalStateException if it is strict and the library for that is missing
     */
    public HubSpotEmulator start() {
      return new HubSpotEmulator(this);
    }
  }
}
