package io.github.hubspotassociations;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the responses of the API are made of, for the fuzzer to build with. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@DictionaryEntries({
  "\"results\":[",
  "\"from\":{\"id\":\"1\"}",
  "\"to\":{\"id\":2}",
  "\"associationSpec\":",
  "\"associationTypeId\":",
  "\"errors\":[",
  "\"numErrors\":",
  "\"context\":{",
  "null",
  "\\u0031"
})
public @interface ResponseDictionary {}
