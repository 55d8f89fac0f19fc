package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.github.hubspotassociations.bulk.AssociationBatcher;
import io.github.hubspotassociations.bulk.BulkAssociator;
import io.github.hubspotassociations.bulk.BulkListener;
import io.github.hubspotassociations.bulk.InputPage;
import io.github.hubspotassociations.bulk.Isolation;
import io.github.hubspotassociations.bulk.Ordering;
import io.github.hubspotassociations.bulk.ResumePoint;
import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotError;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.send.TokenSource;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;

/** What a caller hears who uses the library wrongly: which value it was, and what to give. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class MisuseTest {
  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final String PACKAGE = "io.github.hubspotassociations";
  private static final ObjectRef CONTACT = ObjectRef.of("contacts", "101");
  private static final ObjectRef COMPANY = ObjectRef.of("companies", "202");

  /** One good value of every type that something public takes, or is called on. */
  private static final Map<Class<?>, Object> SAMPLES = new HashMap<>();

  private static HubSpotAssociations hubspot;

  @BeforeAll
  static void makeSamples() {
    hubspot = client().build();
    HubSpotApiException rejection = HubSpotErrors.decode(404, null, "{\"message\":\"no\"}");
    AssociationRequest<String> request = AssociationRequest.of(CONTACT, COMPANY, "row 1");
    AssociationOutcome.Associated<String> outcome =
        AssociationOutcome.associated(0, request, null, null);

    sample(boolean.class, true);
    sample(int.class, 1);
    sample(long.class, 1L);
    sample(String.class, "contacts");
    sample(String[].class, new String[] {"emulator"});
    sample(Class.class, AssociationsApi.class);
    sample(
        TokenSource.class,
        new TokenSource(rejected -> Single.just("token"), Schedulers.trampoline()));
    sample(Duration.class, Duration.ofSeconds(1));
    sample(IOException.class, new IOException("reset"));
    sample(Iterable.class, List.of(request));
    sample(Consumer.class, (Consumer<Object>) value -> {});
    sample(BiConsumer.class, (BiConsumer<Object, Object>) (one, other) -> {});
    sample(Function.class, Function.identity());
    sample(DoubleSupplier.class, (DoubleSupplier) () -> 0.5);
    sample(Publisher.class, Flowable.just(request));
    sample(Completable.class, Completable.never());
    sample(Scheduler.class, new TestScheduler());
    sample(Headers.class, Headers.of());
    sample(HttpUrl.class, HttpUrl.get("https://api.example"));
    sample(OkHttpClient.class, new OkHttpClient());

    sample(ApiRelease.class, ApiRelease.V4);
    sample(ObjectRef.class, CONTACT);
    sample(AssociationRequest.class, request);
    sample(AssociationOutcome.class, outcome);
    sample(AccessTokenProvider.class, (AccessTokenProvider) rejected -> Single.just("token"));
    sample(HubSpotAssociations.class, hubspot);
    sample(HubSpotAssociations.Builder.class, client());
    sample(OAuthRefreshTokenProvider.class, oauth().build());
    sample(OAuthRefreshTokenProvider.Builder.class, oauth());
    sample(Ordering.class, Ordering.INPUT);
    sample(Isolation.class, Isolation.BISECT);
    sample(BulkListener.Factory.class, (BulkListener.Factory) () -> new BulkListener() {});
    sample(BulkAssociator.class, hubspot.bulk().build());
    sample(BulkAssociator.Builder.class, hubspot.bulk());
    sample(AssociationBatcher.class, hubspot.batcher().build());
    sample(AssociationBatcher.Builder.class, hubspot.batcher());
    sample(ResumePoint.class, ResumePoint.create());
    sample(InputPage.class, InputPage.of(List.of(request)));
    sample(RequestBudget.class, RequestBudget.unlimited());
    sample(
        RequestBudget.Permit.class,
        RequestBudget.unlimited().acquire(new TestScheduler(), (wait, cause) -> {}).blockingGet());
    sample(RetryPolicy.class, RetryPolicy.standard());
    sample(RetryPolicy.Builder.class, RetryPolicy.builder());
    sample(HubSpotException.class, rejection);
    sample(HubSpotApiException.class, rejection);
    sample(HubSpotError.class, rejection.error());
    sample(AssociationError.class, AssociationError.of(rejection));
  }

  @AfterAll
  static void close() {
    hubspot.close();
  }

  @Test
  void nullIsRejectedByNameWhereverItIsNotWelcome() throws Exception {
    Map<String, List<String>> names = parameterNames();
    List<String> complaints = new ArrayList<>();
    int tried = 0;
    for (Class<?> type : publicClasses()) {
      for (Executable executable : publicExecutables(type)) {
        for (int i = 0; i < executable.getParameterCount(); i++) {
          if (takesNull(executable, i)) {
            continue;
          }
          tried++;
          List<String> parameters = names.get(key(executable));
          assertThat(parameters).as("parameters of %s in the sources", executable).isNotNull();
          String complaint = complaintAboutNull(executable, i, parameters.get(i));
          if (complaint != null) {
            complaints.add(executable + ", null for " + parameters.get(i) + ": " + complaint);
          }
        }
      }
    }

    assertThat(complaints).isEmpty();
    assertThat(tried).as("parameters that were tried").isGreaterThan(60);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void nonsenseIsRejectedWithTheValueAndTheFix(
      String what, ThrowingCallable call, Class<?> type, String message) {
    assertThatThrownBy(call).as(what).isExactlyInstanceOf(type).hasMessage(message);
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
            Arrays.asList(
                argument(
                    "blank object type",
                    () -> ObjectRef.of(" ", "101"),
                    "objectType is blank: give the object type, such as \"contacts\" or \"0-1\""),
                argument(
                    "empty id",
                    () -> ObjectRef.of("contacts", ""),
                    "id is blank: give the record's id, such as \"101\""),
                argument(
                    "id that climbs",
                    () -> ObjectRef.of("contacts", ".."),
                    "id is \"..\", which a URL path takes as a direction: give the record's id,"
                        + " such as \"101\""),
                argument(
                    "type that climbs",
                    () -> ObjectRef.of("..", "101"),
                    "objectType is \"..\", which a URL path takes as a direction: give the object"
                        + " type, such as \"contacts\" or \"0-1\""),
                argument(
                    "negative id",
                    () -> ObjectRef.of("contacts", -5),
                    "id is -5: a record's id is not negative"),
                argument(
                    "resume before the start",
                    () -> ResumePoint.startingAt(-1),
                    "index is -1: give the index of the first outcome, 0 or more")),
            Arrays.asList(
                argument(
                    "blank token",
                    () -> client().accessToken("  "),
                    "accessToken is blank: give the access token of a service key, of a private app"
                        + " or of OAuth"),
                argument(
                    "empty token",
                    () -> client().accessToken(""),
                    "accessToken is blank: give the access token of a service key, of a private app"
                        + " or of OAuth"),
                nothing(
                    "null token",
                    () -> client().accessToken(null),
                    "accessToken is null: is the environment variable set?"),
                argument(
                    "token with its scheme",
                    () -> client().accessToken("Bearer pat-1"),
                    "accessToken begins with \"Bearer\": give the token alone"),
                argument(
                    "token after a blank",
                    () -> client().accessToken(" pat"),
                    "accessToken has a character at position 0 that cannot stand in a token: is"
                        + " there a blank or a line break around it?"),
                argument(
                    "token before a blank",
                    () -> client().accessToken("pat "),
                    "accessToken has a character at position 3 that cannot stand in a token: is"
                        + " there a blank or a line break around it?"),
                argument(
                    "token with a line break",
                    () -> client().accessToken("pat1\n"),
                    "accessToken has a character at position 4 that cannot stand in a token: is"
                        + " there a blank or a line break around it?"),
                state(
                    "no token",
                    () -> HubSpotAssociations.builder().build(),
                    "There is no access token: give accessToken(…) or accessTokenProvider(…)"),
                argument(
                    "http to another machine",
                    () -> client().baseUrl("http://api.hubapi.com").build(),
                    "baseUrl is \"http://api.hubapi.com/\": a token goes over https only, or over"
                        + " http to a loopback address or a host named by allowPlainHttp(…); use"
                        + " https"),
                argument(
                    "http to what only looks like this machine",
                    () -> client().baseUrl("http://127.0.0.999").build(),
                    "baseUrl is \"http://127.0.0.999/\": a token goes over https only, or over http"
                        + " to a loopback address or a host named by allowPlainHttp(…); use https"),
                argument(
                    "URL with a password",
                    () -> client().baseUrl("https://me:secret@api.hubapi.com/x"),
                    "baseUrl is \"https://api.hubapi.com/x/\" with a user name or a password: give"
                        + " it without; the access token is all that HubSpot needs"),
                argument(
                    "not a URL, with a password",
                    () -> client().baseUrl("htps://me:secret@api.hubapi.com"),
                    "baseUrl is no URL: give a URL such as https://api.hubapi.com"),
                argument(
                    "a URL with secrets for a host",
                    () -> client().allowPlainHttp("http://me:secret@emulator/?token=secret"),
                    "hosts has what is no host: give the name of a host alone, such as"
                        + " \"hubspot-emulator\""),
                argument(
                    "a host with a query",
                    () -> oauth().allowPlainHttp("emulator?token=secret"),
                    "hosts has what is no host: give the name of a host alone, such as"
                        + " \"hubspot-emulator\""),
                argument(
                    "a URL with a secret as its query",
                    () -> oauth().baseUrl("https://api.hubapi.com/x?hapikey=secret#secret"),
                    "baseUrl is \"https://api.hubapi.com/x/\" with a query or a fragment: give it"
                        + " without"),
                argument(
                    "what is no URL, with a query",
                    () -> client().baseUrl("api.hubapi.com?hapikey=secret"),
                    "baseUrl is no URL: give a URL such as https://api.hubapi.com"),
                argument(
                    "host with a port",
                    () -> client().allowPlainHttp("emulator:8080"),
                    "hosts has \"emulator:8080\": give the name of a host alone, such as"
                        + " \"hubspot-emulator\""),
                argument(
                    "user agent with a line break",
                    () -> client().userAgent("my-app\n"),
                    "userAgent is \"my-app\n\": give words of printable ASCII, such as my-app/1"),
                argument(
                    "not a URL",
                    () -> client().baseUrl("api.hubapi.com"),
                    "baseUrl is \"api.hubapi.com\": give a URL such as https://api.hubapi.com"),
                argument(
                    "URL with a query",
                    () -> client().baseUrl("https://api.hubapi.com/?a=b"),
                    "baseUrl is \"https://api.hubapi.com/\" with a query or a fragment: give it"
                        + " without"),
                argument(
                    "call timeout of zero",
                    () -> client().callTimeout(Duration.ZERO),
                    "callTimeout is PT0S: give more than zero, at most 24 days"),
                argument(
                    "call timeout of a year",
                    () -> client().callTimeout(Duration.ofDays(365)),
                    "callTimeout is PT8760H: give more than zero, at most 24 days"),
                argument(
                    "release of the token endpoint that is none",
                    () -> oauth().tokenRelease("v2"),
                    "name is \"v2\", which is not a dated release: use year and month, such as"
                        + " 2026-03 or 2026-09-beta, or ApiRelease.V4 for version 4"),
                argument(
                    "class for an interface",
                    () -> hubspot.api(String.class),
                    "generatedApi is java.lang.String: give a generated interface, such as"
                        + " AssociationsApi.class")),
            Arrays.asList(
                argument(
                    "page size 0",
                    () -> hubspot.bulk().pageSize(0),
                    "pageSize is 0: HubSpot takes 1 to 2000 inputs in a request"),
                argument(
                    "page size -1",
                    () -> hubspot.bulk().pageSize(-1),
                    "pageSize is -1: HubSpot takes 1 to 2000 inputs in a request"),
                argument(
                    "page size 2001",
                    () -> hubspot.batcher().pageSize(2001),
                    "pageSize is 2001: HubSpot takes 1 to 2000 inputs in a request"),
                argument(
                    "no bytes",
                    () -> hubspot.bulk().maxPageBytes(0),
                    "maxPageBytes is 0: give 1 byte or more"),
                argument(
                    "no page in flight",
                    () -> hubspot.bulk().maxInFlight(0),
                    "maxInFlight is 0: give 1 page or more"),
                argument(
                    "no page of a batcher in flight",
                    () -> hubspot.batcher().maxInFlight(-3),
                    "maxInFlight is -3: give 1 page or more"),
                argument(
                    "no window",
                    () -> hubspot.bulk().mixedTypesWindow(0),
                    "mixedTypesWindow is 0: give the page size or more"),
                argument(
                    "window below the page size",
                    () -> hubspot.bulk().pageSize(500).mixedTypesWindow(499).build(),
                    "mixedTypesWindow is 499, less than pageSize, which is 500: no page could fill"
                        + " up; raise the one or lower the other"),
                argument(
                    "no request for isolation",
                    () -> hubspot.bulk().maxRequestsPerPage(0),
                    "maxRequestsPerPage is 0: give 1 request or more"),
                nothing(
                    "no ordering",
                    () -> hubspot.bulk().ordering(null),
                    "ordering is null: give COMPLETION or INPUT"),
                nothing(
                    "no isolation",
                    () -> hubspot.bulk().isolation(null),
                    "isolation is null: give BISECT or NONE"),
                argument(
                    "unknown ordering",
                    () -> Ordering.valueOf("FASTEST"),
                    "No enum constant io.github.hubspotassociations.bulk.Ordering.FASTEST"),
                argument(
                    "unknown kind",
                    () -> ErrorKind.valueOf("TEAPOT"),
                    "No enum constant io.github.hubspotassociations.error.ErrorKind.TEAPOT"),
                argument(
                    "negative linger",
                    () -> hubspot.batcher().linger(Duration.ofMillis(-1)),
                    "linger is PT-0.001S: give zero or more, at most a day"),
                argument(
                    "nothing may be pending",
                    () -> hubspot.batcher().maxPending(0),
                    "maxPending is 0: give 1 call or more"),
                argument(
                    "no time to close",
                    () -> hubspot.batcher().closeTimeout(Duration.ZERO),
                    "closeTimeout is PT0S: give more than zero, at most a day")),
            Arrays.asList(
                argument(
                    "budget of no request",
                    () -> RequestBudget.of(0, Duration.ofSeconds(10)),
                    "requests is 0: a budget allows at least 1 (see unlimited())"),
                argument(
                    "budget of no time",
                    () -> RequestBudget.of(100, Duration.ZERO),
                    "window is PT0S: it must be positive and at most a day"),
                argument(
                    "no attempt",
                    () -> RetryPolicy.builder().maxAttempts(0),
                    "maxAttempts is 0: give 1 attempt or more"),
                argument(
                    "negative time for retries",
                    () -> RetryPolicy.builder().maxElapsed(Duration.ofSeconds(-1)),
                    "maxElapsed is PT-1S: give zero or more, at most 365 days"),
                argument(
                    "negative delay",
                    () -> RetryPolicy.builder().baseDelay(Duration.ofSeconds(-1)),
                    "baseDelay is PT-1S: give zero or more, at most 365 days"),
                argument(
                    "endless delay",
                    () -> RetryPolicy.builder().maxDelay(Duration.ofSeconds(Long.MAX_VALUE)),
                    "maxDelay is PT2562047788015215H30M7S: give zero or more, at most 365 days"),
                argument(
                    "negative patience",
                    () -> RetryPolicy.builder().maxWait(Duration.ofSeconds(-1)),
                    "maxWait is PT-1S: give zero or more, at most 365 days"),
                argument(
                    "token renewed before it is given",
                    () -> oauth().renewAhead(Duration.ofDays(2)),
                    "renewAhead is PT48H: give zero or more, at most a day"),
                state(
                    "blank client secret",
                    () -> oauth().clientSecret(" ").build(),
                    "clientSecret is missing: give it to the builder"),
                state(
                    "no refresh token",
                    () ->
                        OAuthRefreshTokenProvider.builder().clientId("a").clientSecret("b").build(),
                    "refreshToken is missing: give it to the builder")))
        .flatMap(List::stream);
  }

  @Test
  void aClosedClientSaysSoAndWhatToDo() {
    HubSpotAssociations closed = client().build();
    BulkAssociator bulk = closed.bulk().build();
    closed.close();

    List<ThrowingCallable> uses =
        List.of(
            () -> closed.associate(CONTACT, COMPANY).blockingGet(),
            closed::bulk,
            closed::batcher,
            () -> closed.api(AssociationsApi.class),
            () -> bulk.associate(List.of(AssociationRequest.of(CONTACT, COMPANY))).blockingFirst());

    assertThat(uses)
        .allSatisfy(
            use ->
                assertThatThrownBy(use)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage(
                        "This HubSpotAssociations is closed: build another, or close it when"
                            + " nothing needs it any more"));
  }

  @Test
  void aBatcherThatIsShutDownSaysSoAndWhatToDo() {
    AssociationBatcher batcher = hubspot.batcher().build();
    batcher.close();

    assertThatThrownBy(() -> batcher.associate(CONTACT, COMPANY).blockingGet())
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(
            "This AssociationBatcher is shut down and takes no more: contacts/101 → companies/202"
                + " needs another, see batcher()");
  }

  private static Arguments argument(String what, ThrowingCallable call, String message) {
    return arguments(what, call, IllegalArgumentException.class, message);
  }

  private static Arguments state(String what, ThrowingCallable call, String message) {
    return arguments(what, call, IllegalStateException.class, message);
  }

  private static Arguments nothing(String what, ThrowingCallable call, String message) {
    return arguments(what, call, NullPointerException.class, message);
  }

  private static HubSpotAssociations.Builder client() {
    return HubSpotAssociations.builder().accessToken("pat-test").baseUrl("http://localhost:1");
  }

  private static OAuthRefreshTokenProvider.Builder oauth() {
    return OAuthRefreshTokenProvider.builder()
        .clientId("id")
        .clientSecret("secret")
        .refreshToken("refresh");
  }

  private static void sample(Class<?> type, Object value) {
    SAMPLES.put(type, value);
  }

  private static Object sampleOf(Class<?> type) {
    Object sample = SAMPLES.get(type);
    assertThat(sample).as("a sample of %s, to be added to this test", type).isNotNull();
    return sample;
  }

  /** Null if all is well: rejected at once, by an exception that names the parameter. */
  private static @Nullable String complaintAboutNull(Executable executable, int at, String name)
      throws ReflectiveOperationException {
    Object[] arguments = new Object[executable.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      if (i != at && !takesNullAsReference(executable, i)) {
        arguments[i] = sampleOf(executable.getParameterTypes()[i]);
      }
    }
    try {
      if (executable instanceof Constructor) {
        ((Constructor<?>) executable).newInstance(arguments);
      } else {
        Method method = (Method) executable;
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        method.invoke(isStatic ? null : sampleOf(method.getDeclaringClass()), arguments);
      }
      return "accepted";
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      boolean isOfUse =
          thrown instanceof NullPointerException
              || thrown instanceof IllegalArgumentException
              || thrown instanceof IllegalStateException;
      String message = String.valueOf(thrown.getMessage());
      boolean names =
          message.matches("(?s)(" + name + "|" + executable.getName() + ")( is null: .*)?");
      return isOfUse && names ? null : thrown.toString();
    }
  }

  private static boolean takesNull(Executable executable, int parameter) {
    return executable.getParameterTypes()[parameter].isPrimitive()
        || takesNullAsReference(executable, parameter);
  }

  private static boolean takesNullAsReference(Executable executable, int parameter) {
    AnnotatedType type = executable.getAnnotatedParameterTypes()[parameter];
    return type.isAnnotationPresent(Nullable.class);
  }

  /** Constructors and methods; equals takes whatever comes. */
  private static List<Executable> publicExecutables(Class<?> type) {
    List<Executable> executables = new ArrayList<>();
    Collections.addAll(executables, type.getConstructors());
    for (Method method : type.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())
          && !method.isSynthetic()
          && !takesInternals(method)
          && !method.getName().equals("equals")) {
        executables.add(method);
      }
    }
    return executables;
  }

  /** What wires the library is no caller's business. */
  private static boolean takesInternals(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .anyMatch(type -> type.getName().startsWith(PACKAGE + ".internal."));
  }

  /** All of the library but what callers implement, and enums, whose methods are the language's. */
  private static List<Class<?>> publicClasses() throws Exception {
    Path root =
        Path.of(
            HubSpotAssociations.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        String path = root.relativize(file).toString();
        String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
        if (name.startsWith(PACKAGE)
            && !name.startsWith(PACKAGE + ".internal.")
            && !name.endsWith("package-info")) {
          Class<?> type = Class.forName(name, false, MisuseTest.class.getClassLoader());
          if (isPublic(type) && !type.isInterface() && !type.isEnum()) {
            classes.add(type);
          }
        }
      }
    }
    return classes;
  }

  private static boolean isPublic(@Nullable Class<?> type) {
    return type == null
        || (Modifier.isPublic(type.getModifiers())
            && !type.isAnonymousClass()
            && isPublic(type.getEnclosingClass()));
  }

  /** The class files have no names of parameters, so they are read from the sources. */
  private static Map<String, List<String>> parameterNames() throws IOException {
    Map<String, List<String>> names = new HashMap<>();
    List<Path> sources;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      sources = files.filter(f -> f.toString().endsWith(".java")).toList();
    }
    try (StandardJavaFileManager files =
        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              ToolProvider.getSystemJavaCompiler()
                  .getTask(
                      null,
                      files,
                      null,
                      List.of("-proc:none"),
                      null,
                      files.getJavaFileObjectsFromPaths(sources));
      for (CompilationUnitTree unit : task.parse()) {
        if (unit.getPackageName() != null) {
          new Methods(names).scan(unit, unit.getPackageName().toString());
        }
      }
    }
    return names;
  }

  private static String key(Executable executable) {
    boolean isConstructor = executable instanceof Constructor;
    return executable.getDeclaringClass().getName().replace('$', '.')
        + (isConstructor ? ".<init>" : "." + executable.getName())
        + Arrays.stream(executable.getParameters())
            .map(
                parameter ->
                    parameter.getParameterizedType() instanceof TypeVariable
                        ? parameter.getParameterizedType().getTypeName()
                        : parameter.getType().getSimpleName())
            .collect(Collectors.joining(",", "(", ")"));
  }

  /** Notes the names of all methods' parameters; its argument is the name of what is around. */
  private static final class Methods extends TreeScanner<Void, String> {
    private final Map<String, List<String>> names;

    Methods(Map<String, List<String>> names) {
      this.names = names;
    }

    @Override
    public Void visitClass(ClassTree type, String around) {
      return super.visitClass(type, around + '.' + type.getSimpleName());
    }

    @Override
    public Void visitMethod(MethodTree method, String around) {
      String key =
          around
              + '.'
              + method.getName()
              + method.getParameters().stream()
                  .map(parameter -> simpleName(parameter.getType()))
                  .collect(Collectors.joining(",", "(", ")"));
      names.put(
          key,
          method.getParameters().stream()
              .map(VariableTree::getName)
              .map(Object::toString)
              .toList());
      return super.visitMethod(method, around);
    }

    private static String simpleName(Tree type) {
      if (type instanceof AnnotatedTypeTree annotated) {
        return simpleName(annotated.getUnderlyingType());
      }
      if (type instanceof ParameterizedTypeTree parameterized) {
        return simpleName(parameterized.getType());
      }
      String name = type.toString();
      return name.substring(name.lastIndexOf('.') + 1);
    }
  }
}
