package io.github.hubspotassociations.error;

/** A JSON number with the very digits it came with: a record's id is never rounded. */
final class JsonNumber extends Number {
  private static final long serialVersionUID = 1;

  private final String digits;

  JsonNumber(String digits) {
    this.digits = digits;
  }

  static boolean isNumber(String literal) {
    boolean digit = false;
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c >= '0' && c <= '9') {
        digit = true;
      } else if (c != '-' && c != '+' && c != '.' && (!digit || (c != 'e' && c != 'E'))) {
        return false;
      }
    }
    return digit;
  }

  @Override
  public int intValue() {
    return (int) longValue();
  }

  @Override
  public long longValue() {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return (long) doubleValue();
    }
  }

  @Override
  public float floatValue() {
    return (float) doubleValue();
  }

  @Override
  public double doubleValue() {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNumber && ((JsonNumber) other).digits.equals(digits);
  }

  @Override
  public int hashCode() {
    return digits.hashCode();
  }

  @Override
  public String toString() {
    return digits;
  }
}
