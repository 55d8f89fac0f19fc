package io.github.hubspotassociations.internal.error;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes text from elsewhere fit for messages and logs: in one line, of bounded length, and without
 * secrets, which are the tokens in use and all that looks like a HubSpot token.
 */
public final class Texts {
  /** What a secret is replaced by. */
  public static final String MASK = "***";

  private static final List<String> NAMES =
      Arrays.asList(
          "accesstoken",
          "refreshtoken",
          "idtoken",
          "token",
          "clientsecret",
          "hapikey",
          "apikey",
          "authorization");

  /**
   * One secret; the text of a group is kept. Possessive quantifiers, so that hostile text costs
   * linear time and no stack. Each form begins with letters, so that it fails fast elsewhere.
   */
  private static final Pattern SECRET =
      Pattern.compile(
          // Private app tokens; refresh tokens, which name a data centre: na1-…, eu1-….
          "(?<![a-z0-9])(?:pat-[a-z0-9][a-z0-9_-]*+|[aen][a-z][12]-[0-9a-f]{4,8}-[0-9a-f-]{8,}+)"
              // "Bearer" and what follows, unless it is a sentence about bearer tokens.
              + "|(bearer(?:\\s|%20|\\+)\\s*+)"
              + "(?!(?:tokens?|auth[a-z]*+|credentials|scheme|is|was|or|and)(?:[\\s.,;:!?)]|$))"
              + "[^\\s\"'<>,;]++"
              // access_token=…, "refresh_token":"…", also in a string that is itself escaped JSON;
              // but a colon and a short word, as in "BAD_REFRESH_TOKEN: missing", is a sentence.
              + "|((?:token(?<=(?:access|refresh|id)[_-]?token)|secret(?<=client[_-]?secret)"
              + "|key(?<=api[_-]?key))"
              + "[\\\\\"']{0,4}\\s*+(?:=|%3d|:(?!\\s++[a-z]{1,15}+(?![a-z0-9_-])))\\s*+"
              + "[\\\\\"']{0,4})[^\\s\"'&<>,;}\\\\]++"
              // GET /oauth/v1/access-tokens/{token} has the token in its path.
              + "|(tokens/(?<=(?:access|refresh)-tokens/))[^\\s/?\"'<>]++"
              // An OAuth access token: base64url of a structure that makes it begin with C.
              + "|(?-i:(?<![A-Za-z0-9_-])C(?=[A-Z0-9_-]*+[a-z])(?=[a-z0-9_-]*+[A-Z])"
              + "(?=[A-Za-z_-]*+[0-9])[A-Za-z0-9_-]{39,}+)",
          Pattern.CASE_INSENSITIVE);

  /** An escape in JSON of a character that needs none: neither a quote nor a backslash. */
  private static final Pattern ASCII_ESCAPE =
      Pattern.compile("\\\\u00(?!22|5[cC])([2-7][0-9a-fA-F])");

  /** A shorter text is no secret, and masking it would garble words. */
  private static final int MIN_LENGTH = 8;

  private static final int MAX_IN_USE = 64;

  /** The latest first. Weak, so that a token does not outlive the client that uses it. */
  private static volatile List<WeakReference<String>> inUse = Collections.emptyList();

  private static final char ELLIPSIS = '\u2026';
  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /**
   * Returns one line of at most {@code max} characters: control characters and runs of white space
   * become one space, a surrogate without its other half becomes U+FFFD, what is cut off becomes an
   * ellipsis.
   *
   * @param text any text
   * @param max the longest line
   * @return the line
   */
  public static String line(String text, int max) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), max));
    boolean space = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isBlank(c)) {
        space = line.length() > 0;
        continue;
      }
      if (line.length() + (space ? 1 : 0) + Character.charCount(c) > max) {
        return clip(line.append(ELLIPSIS).append(ELLIPSIS).toString(), max);
      }
      if (space) {
        line.append(' ');
        space = false;
      }
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        c = REPLACEMENT;
      }
      line.appendCodePoint(c);
    }
    return line.toString();
  }

  /** Controls, spaces, line separators, and marks that change the direction of a text. */
  private static boolean isBlank(int c) {
    return c <= ' '
        || (c >= 0x7f && c <= 0xa0)
        || (c >= 0x2000 && Character.isSpaceChar(c))
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /**
   * Returns at most {@code max} characters, the last an ellipsis if some were cut. Surrogate pairs
   * stay whole.
   *
   * @param text any text
   * @param max the longest text
   * @return the text, cut if it is longer
   */
  public static String clip(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = max - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + ELLIPSIS;
  }

  /**
   * {@return the text, or null if it is blank}
   *
   * @param text any text or null
   */
  public static @Nullable String orNull(@Nullable String text) {
    return text == null || text.trim().isEmpty() ? null : text;
  }

  /**
   * Takes note of a secret that is in use. The latest ones are masked from now on, for as long as
   * they are referenced elsewhere.
   *
   * @param secret an access token or refresh token
   */
  public static void keepSecret(String secret) {
    if (secret.length() < MIN_LENGTH || isLatest(secret)) {
      return;
    }
    synchronized (Texts.class) {
      List<WeakReference<String>> kept = new ArrayList<>();
      kept.add(new WeakReference<>(secret));
      for (WeakReference<String> other : inUse) {
        String text = other.get();
        if (text != null && !text.equals(secret) && kept.size() < MAX_IN_USE) {
          kept.add(other);
        }
      }
      inUse = kept;
    }
  }

  private static boolean isLatest(String secret) {
    List<WeakReference<String>> known = inUse;
    return !known.isEmpty() && secret.equals(known.get(0).get());
  }

  /**
   * {@return whether the value of a member with this name is masked whatever it looks like}
   *
   * @param name a name in JSON
   */
  public static boolean isSecret(String name) {
    return name.length() < 20
        && NAMES.contains(name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT));
  }

  /**
   * Masks secrets.
   *
   * @param original any text
   * @return the text, with every secret in it replaced by {@value #MASK}
   */
  public static String mask(String original) {
    String text = original;
    for (WeakReference<String> secret : inUse) {
      String known = secret.get();
      if (known != null && text.length() >= known.length()) {
        text = hide(text, known);
      }
    }
    return maskLookalikes(text);
  }

  /**
   * Masks one secret, however short and whatever its shape, also where it is encoded as in a URL or
   * escaped as in JSON.
   *
   * @param text any text
   * @param secret the secret, not empty
   * @return the text without it
   */
  public static String hide(String text, String secret) {
    String plain = text.replace(secret, MASK);
    boolean mayBeEncoded =
        plain.indexOf('%') >= 0 || plain.indexOf('+') >= 0 || plain.indexOf('\\') >= 0;
    if (!mayBeEncoded || secret.matches("[A-Za-z0-9._-]*")) {
      return plain; // Every encoding leaves these characters as they are.
    }
    return encoded(secret).matcher(plain).replaceAll(MASK);
  }

  /** Each character as it is, escaped by a backslash, or as percent signs and digits. */
  private static Pattern encoded(String secret) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < secret.length(); ) {
      int next = secret.offsetByCodePoints(i, 1);
      String c = secret.substring(i, next);
      i = next;
      pattern.append("(?:\\\\?").append(Pattern.quote(c));
      if (!c.matches("[A-Za-z0-9]")) {
        pattern.append(c.equals(" ") ? "|\\+|" : "|");
        for (byte each : c.getBytes(StandardCharsets.UTF_8)) {
          pattern.append(String.format(Locale.ROOT, "(?i:%%%02x)", each));
        }
      }
      pattern.append(')');
    }
    return Pattern.compile(pattern.toString());
  }

  private static String maskLookalikes(String text) {
    Matcher secret = SECRET.matcher(text);
    if (!secret.find()) {
      return text;
    }
    StringBuffer masked = new StringBuffer(text.length());
    do {
      String kept = "";
      for (int group = 1; group <= secret.groupCount(); group++) {
        kept = secret.group(group) == null ? kept : secret.group(group);
      }
      secret.appendReplacement(masked, Matcher.quoteReplacement(kept + MASK));
    } while (secret.find());
    return secret.appendTail(masked).toString();
  }

  /**
   * Returns the beginning of a body, masked. Escapes, as Gson writes for {@code =} and others, are
   * undone first, since they would hide a token.
   *
   * @param body a text
   * @param max the longest snippet
   * @return the snippet
   */
  public static String snippet(String body, int max) {
    // More than is kept, so that no token is cut before it is seen.
    return clip(maskJson(body.length() > 8 * max ? body.substring(0, 8 * max) : body), max);
  }

  /**
   * Masks secrets in JSON, also where escapes hide them.
   *
   * @param start any text, mostly JSON
   * @return the text, with every secret in it replaced by {@value #MASK}
   */
  public static String maskJson(String start) {
    StringBuffer plain = new StringBuffer(start.length());
    Matcher escape = ASCII_ESCAPE.matcher(start);
    while (escape.find()) {
      String c = String.valueOf((char) Integer.parseInt(escape.group(1), 16));
      escape.appendReplacement(plain, Matcher.quoteReplacement(c));
    }
    return mask(escape.appendTail(plain).toString());
  }
}
