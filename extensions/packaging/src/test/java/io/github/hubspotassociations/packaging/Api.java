package io.github.hubspotassociations.packaging;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What users can name of some classes, a sorted line each: "type: declaration". */
final class Api {
  private static final String TO_IMPLEMENT = " [users implement it]";

  private Api() {}

  static Set<String> of(List<Class<?>> types) {
    Set<String> lines = new TreeSet<>();
    for (Class<?> type : types) {
      if (isVisible(type)) {
        add(type, lines);
      }
    }
    return lines;
  }

  static String owner(String line) {
    return line.substring(0, line.indexOf(':'));
  }

  /** Whether the line is a method that a user's class, implementing the type, has to have. */
  static boolean isToImplement(String line) {
    return line.endsWith(TO_IMPLEMENT);
  }

  private static void add(Class<?> type, Set<String> lines) {
    lines.add(type.getName() + ": " + header(type));
    boolean open = isOpen(type);
    for (Class<?> holder = type; holder != null; holder = hiddenSuperclass(holder)) {
      for (Field field : holder.getDeclaredFields()) {
        if (isVisible(field)) {
          lines.add(type.getName() + ": " + field.toGenericString());
        }
      }
      for (Method method : holder.getDeclaredMethods()) {
        if (isVisible(method)) {
          boolean toImplement = open && Modifier.isAbstract(method.getModifiers());
          lines.add(
              type.getName() + ": " + declaration(method) + (toImplement ? TO_IMPLEMENT : ""));
        }
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isVisible(constructor)) {
        lines.add(type.getName() + ": " + constructor.toGenericString());
      }
    }
  }

  /** As a caller sees it: that a method is synchronized is its own matter. */
  private static String declaration(Method method) {
    return method.toGenericString().replace(" synchronized ", " ");
  }

  private static String header(Class<?> type) {
    String text = type.toGenericString();
    Type above = type.getGenericSuperclass();
    if (above != null && above != Object.class) {
      text += " extends " + above.getTypeName();
    }
    Type[] interfaces = type.getGenericInterfaces();
    if (interfaces.length > 0) {
      text +=
          (type.isInterface() ? " extends " : " implements ")
              + Arrays.stream(interfaces)
                  .map(Type::getTypeName)
                  .sorted()
                  .collect(Collectors.joining(", "));
    }
    return text;
  }

  /**
   * A superclass that users can't name; what it declares publicly they reach through the type
   * below.
   */
  private static Class<?> hiddenSuperclass(Class<?> type) {
    Class<?> above = type.getSuperclass();
    return above == null || isVisible(above) ? null : above;
  }

  private static boolean isOpen(Class<?> type) {
    if (type.isInterface()) {
      return true;
    }
    return !Modifier.isFinal(type.getModifiers())
        && Arrays.stream(type.getDeclaredConstructors()).anyMatch(Api::isVisible);
  }

  private static boolean isVisible(Class<?> type) {
    for (Class<?> outer = type; outer != null; outer = outer.getDeclaringClass()) {
      if (outer.isSynthetic()
          || outer.isAnonymousClass()
          || outer.isLocalClass()
          || !isVisible(outer.getModifiers())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isVisible(Member member) {
    return !member.isSynthetic() && isVisible(member.getModifiers());
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }
}
