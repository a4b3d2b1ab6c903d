import com.nimbusds.jwt.SignedJWT; // what Spring Security uses inside

SignedJWT jwt = SignedJWT.parse(token);
System.out.println(jwt.getHeader().toJSONObject());
System.out.println(jwt.getPayload().toJSONObject()); // not verified
