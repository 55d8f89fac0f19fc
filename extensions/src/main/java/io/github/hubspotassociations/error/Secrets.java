package io.github.hubspotassociations.error;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of a text whatever looks like a HubSpot token. */
final class Secrets {
  static final String MASK = "***";

  private static final Set<String> NAMES =
      new HashSet<>(
          Arrays.asList(
              "accesstoken",
              "refreshtoken",
              "idtoken",
              "token",
              "clientsecret",
              "hapikey",
              "apikey",
              "authorization"));

  /** Without one of these a text needs no closer look; all lower case. */
  private static final String[] SIGNS = {
    "pat-", "bearer", "token", "secret", "api", "1-", "2-", "3-"
  };

  // Possessive throughout: hostile text costs linear time and no stack.
  /** Private app tokens, and refresh tokens, which name a data centre: na1-…, eu1-…. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<![a-z0-9])(?:pat-[a-z0-9][a-z0-9_-]*+|[a-z]{2}\\d-[0-9a-f]{4,8}-[0-9a-f-]{8,}+)",
          Pattern.CASE_INSENSITIVE);

  /** "Bearer" and what follows, unless it is a sentence about bearer tokens. */
  private static final Pattern BEARER =
      Pattern.compile(
          "(bearer(?:\\s|%20|\\+)\\s*+)"
              + "(?!(?:tokens?|auth[a-z]*+|credentials|scheme|is|was|or|and)(?:[\\s.,;:!?)]|$))"
              + "[^\\s\"'<>,;]++",
          Pattern.CASE_INSENSITIVE);

  /** access_token=…, "refresh_token":"…", also inside a string that is itself escaped JSON. */
  private static final Pattern NAMED =
      Pattern.compile(
          "((?:(?:access|refresh|id)[_-]?token|client[_-]?secret|hapikey|api[_-]?key)"
              + "[\\\\\"']{0,4}\\s*+(?:[:=]|%3d)\\s*+[\\\\\"']{0,4})[^\\s\"'&<>,;}\\\\]++",
          Pattern.CASE_INSENSITIVE);

  /** GET /oauth/v1/access-tokens/{token} has the token in its path. */
  private static final Pattern IN_PATH =
      Pattern.compile("((?:access|refresh)-tokens/)[^\\s/?\"'<>]++", Pattern.CASE_INSENSITIVE);

  /** An OAuth access token: base64url of a structure whose first byte makes it begin with C. */
  private static final Pattern OAUTH =
      Pattern.compile(
          "(?<![A-Za-z0-9_-])C(?=[A-Z0-9_-]*+[a-z])(?=[a-z0-9_-]*+[A-Z])(?=[A-Za-z_-]*+[0-9])[A-Za-z0-9_-]{39,}+");

  private static final Pattern ASCII_ESCAPE = Pattern.compile("\\\\u00([2-7][0-9a-fA-F])");

  private static final int OAUTH_LENGTH = 40;

  private Secrets() {}

  /** Whether the value of a member with this name is masked whatever it looks like. */
  static boolean isSecret(String name) {
    return name.length() < 20
        && NAMES.contains(name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT));
  }

  static String mask(String text) {
    String masked = text;
    if (hasSign(text)) {
      masked = TOKEN.matcher(masked).replaceAll(MASK);
      masked = BEARER.matcher(masked).replaceAll("$1" + MASK);
      masked = NAMED.matcher(masked).replaceAll("$1" + MASK);
      masked = IN_PATH.matcher(masked).replaceAll("$1" + MASK);
    }
    return hasLongWord(masked) ? OAUTH.matcher(masked).replaceAll(MASK) : masked;
  }

  /**
   * The beginning of a body, masked. Gson and others write {@code =} and the like as escapes, which
   * would hide a token: they are undone first.
   */
  static String snippet(String body, int max) {
    // More than is kept, so that no token is cut before it is seen.
    String start = body.length() > 8 * max ? body.substring(0, 8 * max) : body;
    StringBuffer plain = new StringBuffer(start.length());
    Matcher escape = ASCII_ESCAPE.matcher(start);
    while (escape.find()) {
      char c = (char) Integer.parseInt(escape.group(1), 16);
      escape.appendReplacement(
          plain,
          Matcher.quoteReplacement(c == '"' || c == '\\' ? escape.group() : String.valueOf(c)));
    }
    return Texts.clip(mask(escape.appendTail(plain).toString()), max);
  }

  private static boolean hasSign(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String sign : SIGNS) {
      if (lower.contains(sign)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasLongWord(String text) {
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean word =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      run = word ? run + 1 : 0;
      if (run == OAUTH_LENGTH) {
        return true;
      }
    }
    return false;
  }
}
