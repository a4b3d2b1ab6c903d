// application.yml, under spring.security.oauth2.resourceserver.jwt:
//   issuer-uri: http://localhost:8080/realms/myorg
//   audiences: test_api_resource

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
        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
        .sessionManagement(session ->
            session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .build();
  }
}
