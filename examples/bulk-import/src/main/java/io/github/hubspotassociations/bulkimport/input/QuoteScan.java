package io.github.hubspotassociations.bulkimport.input;

/**
 * Tells whether a record goes on in the next line: the rules of quoting, and nothing else of CSV.
 *
 * <p>The CSV library takes each record to pieces, but can't find where a broken one ends: an open
 * quote swallows everything to the next quote or to the end of the file, good rows too. So records
 * are cut here, with the library's own rules, and it gets each for itself.
 */
public final class QuoteScan {
  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED,
    BROKEN
  }

  private final byte separator;
  private State state = State.FIELD_START;
  private int fields = 1;

  public QuoteScan(char separator) {
    this.separator = (byte) separator;
  }

  /** Goes on with the record's next line; after it one of the questions below has the answer. */
  public QuoteScan scan(Line line) {
    byte[] bytes = line.bytes();
    int length = line.length();
    for (int i = 0; i < length && state != State.BROKEN; i++) {
      step(bytes[i]);
    }
    return this;
  }

  private void step(byte b) {
    if (b == separator && state != State.QUOTED) {
      fields++;
      state = State.FIELD_START;
      return;
    }
    boolean quote = b == '"';
    switch (state) {
      case FIELD_START -> state = quote ? State.QUOTED : State.PLAIN;
      case QUOTED -> state = quote ? State.QUOTE_IN_QUOTED : State.QUOTED;
      case QUOTE_IN_QUOTED -> state = quote ? State.QUOTED : State.BROKEN;
      case PLAIN, BROKEN -> {}
    }
  }

  /** A quote is open, so the line break belongs to the field. */
  public boolean isOpen() {
    return state == State.QUOTED;
  }

  /** Something stands between a closing quote and the next separator. */
  public boolean isBroken() {
    return state == State.BROKEN;
  }

  /** Fields begun so far. */
  public int fields() {
    return fields;
  }
}
