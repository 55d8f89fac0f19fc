package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AccessTokenProvider;
import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.reactivex.rxjava3.core.Single;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives the client a new token when HubSpot rejects the old one. All calls that meet the rejection
 * wait for one renewal, and each is retried once. For an OAuth app's refresh token there is {@code
 * OAuthRefreshTokenProvider}; this is for tokens that come from elsewhere, such as a vault.
 */
public final class TokenRefresh {
  private TokenRefresh() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(TokenRefresh::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder()
            .baseUrl(baseUrl)
            .accessTokenProvider(new Vault(token, out))
            .build()) {
      AssociatedPair pair =
          hubspot.associateBlocking(
              ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"));
      out.println("associated " + pair.to());
    }
  }

  /** Asked once for a token, and again only for one that was rejected. */
  private record Vault(String token, PrintStream out) implements AccessTokenProvider {
    @Override
    public Single<String> accessToken(@Nullable String rejected) {
      out.println(rejected == null ? "asked for a token" : "asked for another token");
      return Single.fromCallable(() -> token);
    }
  }
}
