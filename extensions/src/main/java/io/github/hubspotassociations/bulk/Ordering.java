package io.github.hubspotassociations.bulk;

/** The order in which a bulk run emits its outcomes. */
public enum Ordering {
  /** As responses come: the default, since no page waits for another. Within a page, by index. */
  COMPLETION,

  /**
   * By index, as the inputs came. One slow page holds back the outcomes of all later ones, and in
   * time their sending: memory stays bounded, so throughput pays.
   */
  INPUT
}
