package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import java.io.PrintStream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * One client as a bean, built from properties. Spring closes it with the context, since it is
 * {@code Closeable}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
public class SpringBootBean {
  @Bean
  HubSpotAssociations hubspot(
      @Value("${hubspot.base-url:https://api.hubapi.com}") String baseUrl,
      @Value("${hubspot.access-token}") String accessToken) {
    return HubSpotAssociations.builder().baseUrl(baseUrl).accessToken(accessToken).build();
  }

  public static void main(String[] args) throws Exception {
    Recipe.start(SpringBootBean::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(SpringBootBean.class)
            .web(WebApplicationType.NONE)
            .logStartupInfo(false)
            .properties(
                "hubspot.base-url=" + baseUrl,
                "hubspot.access-token=" + token,
                "spring.main.banner-mode=off")
            .run()) {
      AssociatedPair pair =
          context
              .getBean(HubSpotAssociations.class)
              .associateBlocking(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"));
      out.println("associated " + pair.to());
    }
  }
}
