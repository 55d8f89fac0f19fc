package io.github.hubspotassociations.sparkimport;

/** What the README shows. */
final class ReadmeSql {
  static final String JOIN =
      """
      SELECT c.from_id, o.to_id, s.email
      FROM signups s
      LEFT JOIN (SELECT lower(trim(email)) AS email, min(id) AS from_id FROM contacts GROUP BY 1) c
        ON c.email = lower(trim(s.email))
      LEFT JOIN (SELECT regexp_replace(lower(trim(domain)), '^www[.]', '') AS domain, min(id) AS to_id
                 FROM companies GROUP BY 1) o
        ON o.domain = regexp_replace(lower(trim(s.domain)), '^www[.]', '')
      """;

  private ReadmeSql() {}
}
