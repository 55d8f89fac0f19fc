package io.github.hubspotassociations.bulk;

/**
 * What to do with the inputs of a page that HubSpot rejected as a whole, or whose response does not
 * name the ones that failed.
 */
public enum Isolation {
  /**
   * Finds the bad inputs and associates the others: the inputs that the rejection names are taken
   * out; where it names none, the page is halved until the bad inputs are alone. With k bad inputs
   * in a page of n this costs at most 1 + 2·k·⌈log2 n⌉ requests.
   */
  BISECT,

  /**
   * Sends nothing again: the page is Rejected as a whole, and inputs that a response does not
   * mention are Unconfirmed.
   */
  NONE
}
