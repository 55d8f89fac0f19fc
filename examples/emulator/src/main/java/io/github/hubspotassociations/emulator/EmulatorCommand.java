package io.github.hubspotassociations.emulator;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs the emulator as a program. */
@Command(
    name = "hubspot-emulator",
    mixinStandardHelpOptions = true,
    versionProvider = EmulatorCommand.Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Emulates HubSpot locally: the endpoints of default associations, in every dated release and"
          + " in version 4, and the token endpoint.",
      "It prints its address and runs until Ctrl-C.",
      ""
    },
    footer = {
      "",
      "Every record exists whose ID is all digits and does not begin with 40404.",
      "GET /emulator/status returns the counts of associations, requests and responses."
    })
final class EmulatorCommand implements Callable<Integer> {
  private static final int EXIT_CANT_LISTEN = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on; any other may open the emulator to the network. Default:"
              + " ${DEFAULT-VALUE}")
  private String host;

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description =
          "Accept requests to the emulator's own endpoints under this host name; addresses,"
              + " localhost and names without a dot are always accepted.")
  private List<String> allowedHosts = new ArrayList<>();

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "Accept only this token; may be repeated. Default: any that is not blank")
  private List<String> tokens = new ArrayList<>();

  @Option(
      names = "--expired-token",
      paramLabel = "TOKEN",
      description = "Reject this token with 401 as expired.")
  private List<String> expiredTokens = new ArrayList<>();

  @Option(
      names = "--unscoped-token",
      paramLabel = "TOKEN",
      description = "Reject this token with 403 for missing scopes.")
  private List<String> unscopedTokens = new ArrayList<>();

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description =
          "The client ID that the token endpoint expects. With it or --refresh-token, only tokens"
              + " that the endpoint issued or that --token names are accepted. Default: any")
  private @Nullable String clientId;

  @Option(
      names = "--client-secret",
      paramLabel = "SECRET",
      description = "The client secret that the token endpoint expects. Default: any")
  private @Nullable String clientSecret;

  @Option(
      names = "--refresh-token",
      paramLabel = "TOKEN",
      description = "The refresh token that the token endpoint expects. Default: any")
  private @Nullable String refreshToken;

  @Option(
      names = "--rotate-refresh-tokens",
      description = "Return a new refresh token with each access token.")
  private boolean rotateRefreshTokens;

  @Option(
      names = "--access-token-lifetime",
      paramLabel = "SECONDS",
      defaultValue = "1800",
      description = "Lifetime of the issued access tokens. Default: ${DEFAULT-VALUE}")
  private int accessTokenLifetime;

  @Option(
      names = "--no-v4",
      description = "Return 404 for version 4, to prove that a client uses a dated release.")
  private boolean noV4;

  @Option(
      names = "--missing",
      paramLabel = "ID",
      description =
          "ID of a record that does not exist, whatever its object type; may be repeated.")
  private List<String> missing = new ArrayList<>();

  @Option(
      names = "--rejection-style",
      paramLabel = "STYLE",
      defaultValue = "RECORD_AND_SIDE",
      description =
          "How missing records are reported: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private RejectionStyle rejectionStyle;

  @Option(
      names = "--allow-duplicates",
      description = "Accept batches that name a pair twice instead of rejecting them.")
  private boolean allowDuplicates;

  @Option(
      names = "--ten-secondly",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Requests per token in any ten seconds; 0 for no limit. Default: ${DEFAULT-VALUE}")
  private int tenSecondly;

  @Option(
      names = "--secondly",
      paramLabel = "N",
      defaultValue = "0",
      description = "Requests per token in any second; 0, the default, for no limit.")
  private int secondly;

  @Option(
      names = "--daily",
      paramLabel = "N",
      defaultValue = "250000",
      description = "Requests per token in a day (UTC); 0 for no limit. Default: ${DEFAULT-VALUE}")
  private int daily;

  @Option(names = "--retry-after", description = "Send Retry-After with every 429.")
  private boolean retryAfter;

  @Option(
      names = "--batch-exemption",
      description = "Exempt batches from the ten-secondly limit, and say so in a header.")
  private boolean batchExemption;

  @Option(
      names = "--latency",
      paramLabel = "MILLIS",
      description = "Delay every response by this many milliseconds.")
  private @Nullable Integer latency;

  @Option(
      names = "--chaos",
      paramLabel = "SEED",
      description =
          "Make about a third of all requests meet a transport fault, a 429, 423, 477 or 5xx. The"
              + " same seed gives the same faults to the same requests.")
  private @Nullable Long chaos;

  @Option(
      names = "--strict",
      description = "Check every request and response against the OpenAPI document.")
  private boolean strict;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "256",
      description = "Maximum of open connections. Default: ${DEFAULT-VALUE}")
  private int maxConnections;

  @Option(
      names = "--max-associations",
      paramLabel = "N",
      description = "Maximum of remembered associations. Default: as many as fill half of the heap")
  private @Nullable Long maxAssociations;

  private EmulatorCommand() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new EmulatorCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(EmulatorCommand::wrongUsage);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try --help for the options.");
    return ExitCode.USAGE;
  }

  @Override
  public Integer call() throws InterruptedException {
    HubSpotEmulator emulator;
    try {
      emulator = builder().start();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof UnknownHostException) {
        throw new ParameterException(
            spec.commandLine(), "--host is " + host + ": there is no such address", e);
      }
      spec.commandLine().getErr().println(e.getMessage());
      return EXIT_CANT_LISTEN;
    }
    if (latency != null) {
      emulator.faults().always(Fault.latency(Duration.ofMillis(latency)));
    }
    if (chaos != null) {
      emulator.faults().random(chaos);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Listening on " + emulator.url());
    out.flush();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(emulator), "stop"));
    new CountDownLatch(1).await(); // A signal ends the JVM.
    return 0;
  }

  private static void stop(HubSpotEmulator emulator) {
    emulator.close();
    System.err.println("Stopped. " + emulator.associations() + " " + emulator.requests());
  }

  private HubSpotEmulator.Builder builder() {
    try {
      if (latency != null && latency < 0) {
        throw new IllegalArgumentException("latency is " + latency + ": use 0 or more");
      }
      HubSpotEmulator.Builder builder =
          HubSpotEmulator.builder()
              .host(host)
              .port(port)
              .missing(missing.toArray(new String[0]))
              .rejectionStyle(rejectionStyle)
              .duplicatesRejected(!allowDuplicates)
              .rateLimits(limits())
              .batchExemption(batchExemption)
              .v4(!noV4)
              .accessTokenLifetime(Duration.ofSeconds(accessTokenLifetime))
              .refreshTokensRotate(rotateRefreshTokens)
              .strict(strict)
              .maxConnections(maxConnections);
      tokens.forEach(builder::token);
      allowedHosts.forEach(builder::allowHost);
      Instant started = Instant.now();
      for (String token : visible("--expired-token", expiredTokens)) {
        builder.expiredToken(token, started);
      }
      for (String token : visible("--unscoped-token", unscopedTokens)) {
        builder.tokenWithoutScopes(token, "crm.objects.contacts.write");
      }
      if (clientId != null) {
        builder.clientId(clientId);
      }
      if (clientSecret != null) {
        builder.clientSecret(clientSecret);
      }
      if (refreshToken != null) {
        builder.refreshToken(refreshToken);
      }
      if (maxAssociations != null) {
        builder.maxAssociations(maxAssociations);
      }
      return builder;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), asOption(e.getMessage()), e);
    }
  }

  private List<String> visible(String option, List<String> tokens) {
    if (tokens.stream().anyMatch(String::isBlank)) {
      throw new ParameterException(
          spec.commandLine(), option + " is blank: use at least one visible character");
    }
    return tokens;
  }

  /** Turns the setting that a message begins with, maxConnections, into --max-connections. */
  private static String asOption(String message) {
    int end = message.indexOf(' ');
    String name = message.substring(0, end).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    return "--" + name + message.substring(end);
  }

  private RateLimits limits() {
    return RateLimits.unlimited()
        .withTenSecondly(tenSecondly)
        .withSecondly(secondly)
        .withDaily(daily)
        .withRetryAfter(retryAfter);
  }

  /** Provides the version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = EmulatorCommand.class.getPackage().getImplementationVersion();
      return new String[] {"hubspot-emulator " + (version == null ? "(unpacked)" : version)};
    }
  }
}
