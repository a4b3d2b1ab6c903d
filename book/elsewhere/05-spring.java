// application.yml, under spring.security.oauth2.resourceserver.opaquetoken:
//   introspection-uri: http://localhost:8080/realms/myorg/protocol/openid-connect/token/introspect
//   client-id: test_api_resource
//   client-secret: ${OAUTH_RESOURCE_SECRET}

@Configuration
@EnableWebSecurity
class ApiSecurity {

  @Bean
  SecurityFilterChain api(HttpSecurity http) throws Exception {
    return http
        .authorizeHttpRequests(requests -> requests
            .requestMatchers("/api/public").permitAll()
            .requestMatchers("/api/private-scoped").hasAuthority("SCOPE_test_api_access")
            .anyRequest().authenticated())
        .oauth2ResourceServer(server -> server.opaqueToken(Customizer.withDefaults()))
        .build();
  }
}
