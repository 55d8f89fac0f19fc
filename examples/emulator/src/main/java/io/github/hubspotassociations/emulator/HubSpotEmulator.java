package io.github.hubspotassociations.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A local HubSpot that knows the two endpoints of default associations.
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
  private final HttpServer server;
  private final String host;
  private final RecordedAssociations associations;

  private HubSpotEmulator(Builder builder) {
    this.associations = new RecordedAssociations(builder.maxAssociations);
    HubSpotApi api =
        new HubSpotApi(
            builder.clock,
            new Records(builder.missing),
            builder.tokens,
            builder.rateLimits,
            associations);
    InetAddress address;
    try {
      address = InetAddress.getByName(builder.host);
      this.server =
          HttpServer.start(
              new InetSocketAddress(address, builder.port), builder.maxConnections, api);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Can't listen on " + builder.host + ":" + builder.port + ": " + e.getMessage(), e);
    }
    this.host = builder.host;
  }

  /**
   * Starts an emulator on a free port of the loopback address, with the defaults of the builder.
   *
   * @throws UncheckedIOException if it can't listen
   */
  public static HubSpotEmulator start() {
    return builder().start();
  }

  /** Begins to describe an emulator. */
  public static Builder builder() {
    return new Builder();
  }

  /** The base URL to give to a client, such as {@code http://127.0.0.1:49152}, without a slash. */
  public String url() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return "http://" + name + ":" + port();
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** What was associated up to now. */
  public RecordedAssociations associations() {
    return associations;
  }

  /** How many connections of clients are open now. */
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
    private final Set<String> missing = new LinkedHashSet<>();
    private RateLimits rateLimits = RateLimits.generous();
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * The address to listen on; 127.0.0.1 by default. Anything else opens the emulator to the
     * network.
     */
    public Builder host(String host) {
      this.host = Objects.requireNonNull(host, "host");
      return this;
    }

    /**
     * The port to listen on, 0 to 65535; 0, the default, takes a free one.
     *
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
     * @throws IllegalArgumentException if it is blank
     */
    public Builder token(String token) {
      if (token.isBlank()) {
        throw new IllegalArgumentException("token is blank: use at least one visible character");
      }
      tokens.add(token);
      return this;
    }

    /** Adds records that do not exist, in whichever object type, to those beginning 40404. */
    public Builder missing(String... ids) {
      missing.addAll(List.of(ids));
      return this;
    }

    /** How many requests a token may send; {@link RateLimits#generous()} by default. */
    public Builder rateLimits(RateLimits rateLimits) {
      this.rateLimits = Objects.requireNonNull(rateLimits, "rateLimits");
      return this;
    }

    /** The clock of limits and timestamps; the system's by default. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Starts the emulator.
     *
     * @throws UncheckedIOException if it can't listen on the address
     */
    public HubSpotEmulator start() {
      return new HubSpotEmulator(this);
    }
  }
}
