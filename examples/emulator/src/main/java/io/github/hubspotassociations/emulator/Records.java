package io.github.hubspotassociations.emulator;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides which records exist: those whose ID is all digits, except those declared missing. Safe
 * for use by several threads.
 */
final class Records {
  /** IDs with this prefix never exist, so that a sample can show rejections without any setup. */
  private static final String MISSING_PREFIX = "40404";

  /** No real ID is longer than a long, and memory is bounded. */
  private static final int MAX_LENGTH = 100;

  private final Set<String> missing = ConcurrentHashMap.newKeySet();

  void addMissing(Collection<String> ids) {
    missing.addAll(ids);
  }

  boolean exists(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH || id.startsWith(MISSING_PREFIX)) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) < '0' || id.charAt(i) > '9') {
        return false;
      }
    }
    return !missing.contains(id);
  }
}
