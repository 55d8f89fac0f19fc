package io.github.hubspotassociations.android;

import io.github.hubspotassociations.ObjectRef;

/** Who is to be linked to whom. */
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

  ObjectRef contact() {
    return ObjectRef.of("contacts", contact);
  }

  ObjectRef company() {
    return ObjectRef.of("companies", company);
  }

  @Override
  public String toString() {
    return "Contact " + contact + " → company " + company;
  }
}
