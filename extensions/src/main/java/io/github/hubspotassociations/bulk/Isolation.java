package io.github.hubspotassociations.bulk;

/**
 * What to do with the inputs of a page that HubSpot refused as a whole, or answered without saying
 * which failed.
 */
public enum Isolation {
  /**
   * Find the bad inputs and associate the others: what the refusal names is taken out, and where it
   * names nothing the page is halved until the bad inputs stand alone. With k bad inputs in a page
   * of n this costs at most 1 + 2·k·⌈log2 n⌉ requests.
   */
  BISECT,

  /**
   * Send nothing again: the page is Rejected whole, and what an answer left open is Unconfirmed.
   */
  NONE
}
