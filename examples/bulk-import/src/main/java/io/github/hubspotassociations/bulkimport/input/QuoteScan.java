package io.github.hubspotassociations.bulkimport.input;

/** Tells whether a record goes on in the next line: the rules of quoting, and nothing else. */
final class QuoteScan {
  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED,
    BROKEN
  }

  private final byte separator;
  private State state;
  private boolean openedInLine;

  private QuoteScan(char separator, State state) {
    this.separator = (byte) separator;
    this.state = state;
  }

  /** A scan that begins with a record. */
  static QuoteScan ofRecord(char separator) {
    return new QuoteScan(separator, State.FIELD_START);
  }

  /** A scan that begins within a quoted field. */
  static QuoteScan insideQuote(char separator) {
    return new QuoteScan(separator, State.QUOTED);
  }

  /** Whether every quote of the record is closed, and closed well. */
  static boolean isInOrder(byte[] record, char separator) {
    QuoteScan scan = ofRecord(separator).scan(new Line(0, record, record.length, 0));
    return !scan.isOpen() && !scan.isBroken();
  }

  /** Scans the record's next line; after it, the methods below tell what it found. */
  QuoteScan scan(Line line) {
    openedInLine = false;
    byte[] bytes = line.bytes();
    int length = line.length();
    for (int i = 0; i < length && state != State.BROKEN; i++) {
      step(bytes[i]);
    }
    return this;
  }

  private void step(byte b) {
    if (b == separator && state != State.QUOTED) {
      state = State.FIELD_START;
      return;
    }
    boolean quote = b == '"';
    switch (state) {
      case FIELD_START -> {
        state = quote ? State.QUOTED : State.PLAIN;
        openedInLine |= quote;
      }
      case QUOTED -> state = quote ? State.QUOTE_IN_QUOTED : State.QUOTED;
      case QUOTE_IN_QUOTED -> state = quote ? State.QUOTED : State.BROKEN;
      case PLAIN, BROKEN -> {}
    }
  }

  /** A quote is open, so the line break belongs to the field. */
  boolean isOpen() {
    return state == State.QUOTED;
  }

  /** The quote that is open was opened in the last line that was scanned. */
  boolean isOpenedInLine() {
    return isOpen() && openedInLine;
  }

  /** Text follows a closing quote. */
  boolean isBroken() {
    return state == State.BROKEN;
  }
}
