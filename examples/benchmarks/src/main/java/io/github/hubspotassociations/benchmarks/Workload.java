package io.github.hubspotassociations.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hubspotassociations.ApiRelease;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.api.AssociationsV4Api;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The pairs that everybody sends and the responses that they get: a cycle of {@link #PAGES} pages,
 * so that the server can have every response ready and does not decide the result.
 */
public final class Workload {
  static final int PAGE_SIZE = 2000;
  static final int PAGES = 20;
  static final int PAIRS = PAGE_SIZE * PAGES;
  static final int IN_FLIGHT = 6;

  static final String FROM_TYPE = "contacts";
  static final String TO_TYPE = "companies";
  static final String V4 = "v4";

  /** The release of HubSpot's API that is measured, the same in every process. */
  static final String RELEASE = System.getProperty("benchmarks.release", "2026-03");

  static final String BATCH_PATH =
      (RELEASE.equals(V4)
              ? AssociationsV4Api.CREATE_DEFAULT_BATCH_V4_PATH
              : AssociationsApi.CREATE_DEFAULT_BATCH_PATH)
          .replace("{release}", RELEASE)
          .replace("{fromObjectType}", FROM_TYPE)
          .replace("{toObjectType}", TO_TYPE);

  // Eleven digits, as ids of HubSpot have today; the ids of the other side in no order.
  private static final long FIRST_FROM = 38_374_000_011L;
  private static final int FROM_STEP = 7;
  private static final long FIRST_TO = 17_600_000_003L;

  private static final int FORWARD_TYPE_ID = 279;
  private static final int BACKWARD_TYPE_ID = 280;

  private Workload() {}

  static ApiRelease release() {
    return RELEASE.equals(V4) ? ApiRelease.V4 : ApiRelease.of(RELEASE);
  }

  /** The order of a response's rows, which HubSpot does not document. */
  public enum RowOrder {
    /** As asked, both directions of a pair together. */
    TOGETHER,
    /** As asked, all pairs one way and then all the other way. */
    APART,
    /** In no order. */
    SHUFFLED
  }

  static long fromId(int pair) {
    return FIRST_FROM + (long) pair * FROM_STEP;
  }

  static long toId(int pair) {
    return FIRST_TO + pair * 7919L % PAIRS * 1009L;
  }

  /** Which page begins with that id. */
  static int pageOf(long firstFromId) {
    return (int) ((firstFromId - FIRST_FROM) / FROM_STEP) / PAGE_SIZE;
  }

  /** All pairs of the cycle as inputs, each with a context. */
  static List<AssociationRequest<Integer>> requests() {
    List<AssociationRequest<Integer>> requests = new ArrayList<>(PAIRS);
    for (int pair = 0; pair < PAIRS; pair++) {
      requests.add(request(pair));
    }
    return requests;
  }

  static AssociationRequest<Integer> request(int pair) {
    return AssociationRequest.of(
        ObjectRef.of(FROM_TYPE, fromId(pair)), ObjectRef.of(TO_TYPE, toId(pair)), pair);
  }

  /** The inputs of one page. */
  public static List<AssociationRequest<Integer>> page(int page) {
    List<AssociationRequest<Integer>> requests = new ArrayList<>(PAGE_SIZE);
    for (int i = 0; i < PAGE_SIZE; i++) {
      requests.add(request(page * PAGE_SIZE + i));
    }
    return requests;
  }

  /** The body that asks for a page. */
  static byte[] requestBody(int page) {
    return requestBody(page(page));
  }

  /** The body that asks for some pairs, put together by hand. */
  static byte[] requestBody(List<? extends AssociationRequest<?>> pairs) {
    StringBuilder body = new StringBuilder(pairs.size() * 64).append("{\"inputs\":[");
    for (int i = 0; i < pairs.size(); i++) {
      body.append(i == 0 ? "{\"from\":{\"id\":\"" : ",{\"from\":{\"id\":\"")
          .append(pairs.get(i).from().id())
          .append("\"},\"to\":{\"id\":\"")
          .append(pairs.get(i).to().id())
          .append("\"}}");
    }
    return body.append("]}").toString().getBytes(US_ASCII);
  }

  /** All pages as a JSON array of arrays of pairs of ids, for who does not run in a JVM. */
  static String pagesAsJson() {
    StringBuilder json = new StringBuilder("[");
    for (int pair = 0; pair < PAIRS; pair++) {
      json.append(pair == 0 ? "[" : pair % PAGE_SIZE == 0 ? "],[" : ",")
          .append('[')
          .append(fromId(pair))
          .append(',')
          .append(toId(pair))
          .append(']');
    }
    return json.append("]]").toString();
  }

  /** The response to a page: two rows for each pair. */
  public static byte[] response(int page, RowOrder order) {
    List<String> rows = new ArrayList<>(2 * PAGE_SIZE);
    List<String> backward = new ArrayList<>(PAGE_SIZE);
    for (int i = 0; i < PAGE_SIZE; i++) {
      int pair = page * PAGE_SIZE + i;
      rows.add(row(fromId(pair), toId(pair), FORWARD_TYPE_ID));
      String back = row(toId(pair), fromId(pair), BACKWARD_TYPE_ID);
      if (order == RowOrder.TOGETHER) {
        rows.add(back);
      } else {
        backward.add(back);
      }
    }
    rows.addAll(backward);
    if (order == RowOrder.SHUFFLED) {
      Collections.shuffle(rows, new Random(page));
    }
    return envelope(String.join(",", rows));
  }

  /** The response to a single association. */
  static byte[] response(String fromId, String toId) {
    return envelope(row(fromId, toId, FORWARD_TYPE_ID) + ',' + row(toId, fromId, BACKWARD_TYPE_ID));
  }

  private static String row(Object from, Object to, int typeId) {
    return "{\"from\":{\"id\":\""
        + from
        + "\"},\"to\":{\"id\":\""
        + to
        + "\"},\"associationSpec\":{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":"
        + typeId
        + "}}";
  }

  private static byte[] envelope(String rows) {
    String response =
        "{\"status\":\"COMPLETE\",\"results\":["
            + rows
            + "],\"startedAt\":\"2026-11-21T10:00:00.123Z\",\"completedAt\":\"2026-11-21T10:00:01.456Z\"}";
    return response.getBytes(US_ASCII);
  }
}
