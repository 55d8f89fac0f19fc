package io.github.hubspotassociations.bulkimport.input;

import java.io.IOException;

/** A signal ended the reading of a pipe, and perhaps its writer too. */
final class InputStoppedException extends IOException {
  private static final long serialVersionUID = 1L;

  InputStoppedException() {
    super("stopped by a signal");
  }
}
