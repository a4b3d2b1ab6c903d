// application.properties:
//   spring.security.oauth2.client.registration.myorg.client-id=test_api_client
//   spring.security.oauth2.client.registration.myorg.client-secret=${OAUTH_CLIENT_SECRET}
//   spring.security.oauth2.client.registration.myorg.authorization-grant-type=client_credentials
//   spring.security.oauth2.client.registration.myorg.scope=test_api_access
//   spring.security.oauth2.client.provider.myorg.issuer-uri=http://localhost:8080/realms/myorg

@Bean
OAuth2AuthorizedClientManager manager(
    ClientRegistrationRepository registrations, OAuth2AuthorizedClientService tokens) {
  return new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, tokens);
}

@Bean
RestClient api(OAuth2AuthorizedClientManager manager) {
  var withToken = new OAuth2ClientHttpRequestInterceptor(manager);
  withToken.setClientRegistrationIdResolver(request -> "myorg");
  return RestClient.builder().requestInterceptor(withToken).build();
}
