package io.github.hubspotassociations.bulkimport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Makes the sample: 10,000 contacts, each with the company it belongs to, as an export might look.
 * Everything in it is made up, by a generator that gives the same file every time.
 */
final class SampleFile {
  static final int ROWS = 10_000;

  /** Every so many rows a contact, or a company, is one that does not exist. */
  private static final int MISSING_EVERY = 200;

  /** Every so many rows one is broken. */
  private static final int BROKEN_EVERY = 2_000;

  private static final int COMPANIES = 2_300;

  private static final String[] FIRST = {
    "Alder", "Amber", "Beacon", "Birch", "Bright", "Cedar", "Clear", "Copper", "Delta", "Elm",
    "Ember", "Fern", "Granite", "Harbor", "Hazel", "Indigo", "Juniper", "Lark", "Linden", "Maple",
    "Meadow", "North", "Orchard", "Pine", "Quarry", "River", "Saffron", "Slate", "Summit", "Willow"
  };
  private static final String[] SECOND = {
    "Bakery", "Bikes", "Books", "Build", "Dental", "Digital", "Energy", "Farms", "Foods", "Freight",
    "Garden", "Glass", "Health", "Hotels", "Labs", "Law", "Media", "Optics", "Paper", "Power",
    "Robotics", "Sails", "Solar", "Studio", "Tools", "Travel", "Water", "Works", "Yards", "Yoga"
  };
  private static final String[] FORM = {
    "", "", "", " Ltd", " GmbH", " & Co", ", Inc.", " S.à r.l."
  };
  private static final String[] ROLE = {
    "accounts", "admin", "buying", "contact", "desk", "events", "finance", "hello", "hr", "info",
    "it", "legal", "office", "orders", "press", "reception", "service", "shop", "stock", "support"
  };
  private static final String[] STAGE = {
    "subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer"
  };
  private static final String[] TEAM = {"North", "South", "Key accounts", "Partners", "Inbound"};

  private final Random random = new Random(20_261_121);

  private SampleFile() {}

  /** Writes the file anew: run this after changing the generator. */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), text());
  }

  /** The file as it should be. */
  static String text() {
    return new SampleFile().make();
  }

  private String make() {
    StringBuilder text =
        new StringBuilder(
            "from_type,from_id,to_type,to_id,email,company,domain,lifecycle_stage,team,since\n");
    long[] companyIds = new long[COMPANIES];
    for (int i = 0; i < COMPANIES; i++) {
      companyIds[i] = 9_100_000_000L + i * 7_919L + random.nextInt(7_000);
    }
    long contactId = 51_000_000L;
    for (int i = 1; i <= ROWS; i++) {
      contactId += 1 + random.nextInt(40);
      int company = random.nextInt(COMPANIES);
      String from = Long.toString(contactId);
      String to = Long.toString(companyIds[company]);
      if (i % MISSING_EVERY == 77) {
        from = "40404" + from.substring(3);
      } else if (i % MISSING_EVERY == 177) {
        to = "40404" + to.substring(5);
      }
      text.append(
              i % BROKEN_EVERY == 1_234
                  ? broken(i / BROKEN_EVERY, from, to)
                  : row(company, from, to))
          .append('\n');
    }
    return text.toString();
  }

  private String row(int company, String from, String to) {
    String first = FIRST[company % FIRST.length];
    String second = SECOND[company / FIRST.length % SECOND.length];
    int branch = company / (FIRST.length * SECOND.length);
    String name = first + " " + second + (branch == 0 ? "" : " " + (branch + 1));
    name += FORM[company % FORM.length];
    String domain =
        (first + "-" + second).toLowerCase(Locale.ROOT)
            + (branch == 0 ? "" : branch + 1)
            + ".example";
    return String.join(
        ",",
        "contacts",
        from,
        "companies",
        to,
        pick(ROLE) + "." + (1 + random.nextInt(99)) + "@" + domain,
        name.contains(",") ? '"' + name + '"' : name,
        domain,
        pick(STAGE),
        pick(TEAM),
        String.format(
            Locale.ROOT,
            "20%02d-%02d-%02d",
            18 + random.nextInt(8),
            1 + random.nextInt(12),
            1 + random.nextInt(28)));
  }

  /** What goes wrong with exports, once each. */
  private String broken(int which, String from, String to) {
    return switch (which) {
      case 0 -> row(0, "5.1E+07", to);
      case 1 -> row(1, from, "");
      case 2 -> "contacts," + from + ",companies," + to + ",cut off here";
      case 3 -> row(3, from, to) + ",one column too many";
      default -> row(4, from, to).replaceFirst("companies,(\\d+)", "companies,\"$1\" ");
    };
  }

  private String pick(String[] of) {
    return of[random.nextInt(of.length)];
  }
}
