@Bean
JwtDecoder jwtDecoder() {
  var issuer = "http://localhost:8080/realms/myorg";
  var decoder = NimbusJwtDecoder.withIssuerLocation(issuer)
      .jwsAlgorithm(SignatureAlgorithm.RS256)
      .build();
  var forUs = new JwtClaimValidator<List<String>>(
      JwtClaimNames.AUD, aud -> aud != null && aud.contains("test_api_resource"));
  decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
      JwtValidators.createDefaultWithIssuer(issuer), forUs));
  return decoder;
}
