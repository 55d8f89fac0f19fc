package io.github.hubspotassociations;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.github.hubspotassociations.internal.send.WrongImport;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the packages to the boundaries that ARCHITECTURE.md draws. */
final class BoundariesTest {
  private static final String ROOT = "io.github.hubspotassociations";
  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .importUrl(HubSpotAssociations.class.getProtectionDomain().getCodeSource().getLocation());

  private static final ArchRule SEND_KNOWS_NEITHER_PAGES_NOR_JSON =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".internal.send")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  ROOT + ".bulk..", ROOT + ".internal.json..", "com.squareup.moshi"));

  static Stream<ArchRule> rules() {
    return Stream.of(
        SEND_KNOWS_NEITHER_PAGES_NOR_JSON,
        noClasses()
            .that(
                resideInAPackage(ROOT)
                    .and(notNamed("HubSpotAssociations", "HubSpotAssociations$Builder")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".bulk.."),
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".internal.json")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".bulk..", ROOT + ".pacing..", ROOT + ".internal.send.."),
        noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".error..", ROOT + ".internal.error..", ROOT + ".pacing..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                ROOT + ".bulk..", ROOT + ".internal.send..", ROOT + ".internal.json.."),
        codeUnits().that(areOffered()).should(not(have(anInternalType()))));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(ArchRule rule) {
    rule.check(LIBRARY);
  }

  @Test
  void aWrongImportFails() {
    JavaClasses wrong = new ClassFileImporter().importClasses(WrongImport.class);

    assertThat(SEND_KNOWS_NEITHER_PAGES_NOR_JSON.evaluate(wrong).hasViolation()).isTrue();
  }

  private static DescribedPredicate<JavaClass> notNamed(String... names) {
    List<String> full = Stream.of(names).map(name -> ROOT + '.' + name).toList();
    return DescribedPredicate.describe(
        "are not " + full, type -> full.stream().noneMatch(type.getName()::startsWith));
  }

  /** What applications can call or override: public or protected, in a public type. */
  private static DescribedPredicate<JavaCodeUnit> areOffered() {
    return DescribedPredicate.describe(
        "are public or protected outside internal, the wiring of the entry point aside",
        unit ->
            !unit.getFullName().contains("BulkAssociator.engine(")
                && (unit.getModifiers().contains(JavaModifier.PUBLIC)
                    || unit.getModifiers().contains(JavaModifier.PROTECTED))
                && !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                && isPublic(unit.getOwner())
                && !unit.getOwner().getPackageName().contains(".internal"));
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(BoundariesTest::isPublic).orElse(true);
  }

  private static DescribedPredicate<JavaCodeUnit> anInternalType() {
    return DescribedPredicate.describe(
        "an internal type among what they take or return",
        unit ->
            Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream())
                .anyMatch(type -> type.getPackageName().startsWith(ROOT + ".internal")));
  }
}
