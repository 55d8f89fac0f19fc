package io.github.hubspotassociations.android;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import java.util.ArrayList;
import java.util.List;

/** A row of the screen. */
final class ContactAndCompany {
  private final long contact;
  private final long company;

  private ContactAndCompany(long contact, long company) {
    this.contact = contact;
    this.company = company;
  }

  static ContactAndCompany of(long contact, long company) {
    return new ContactAndCompany(contact, company);
  }

  static List<AssociationRequest<ContactAndCompany>> requests(List<ContactAndCompany> pairs) {
    List<AssociationRequest<ContactAndCompany>> requests = new ArrayList<>();
    for (ContactAndCompany pair : pairs) {
      requests.add(
          AssociationRequest.of(
              ObjectRef.of("contacts", pair.contact),
              ObjectRef.of("companies", pair.company),
              pair));
    }
    return requests;
  }

  @Override
  public String toString() {
    return "Contact " + contact + ", company " + company;
  }
}
