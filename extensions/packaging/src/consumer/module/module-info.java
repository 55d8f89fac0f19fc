/**
 * The application as a module: the library is found by its Automatic-Module-Name. OkHttp 4 and Okio
 * are automatic modules too and can't say that they need Kotlin's, so the application says it.
 */
module consumer {
  requires io.github.hubspotassociations;
  requires io.github.hubspotassociations.client;
  requires io.reactivex.rxjava3;
  requires kotlin.stdlib;
}
