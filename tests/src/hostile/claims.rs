//! Who issued it, for whom, for what.

use serde_json::{Value, json};

use super::{AUDIENCE, Case, ISSUER, Keys};

pub(super) fn cases(keys: &Keys) -> Vec<Case> {
    let mut cases = issuer(keys);
    cases.extend(audience(keys));
    cases.extend(scope(keys));
    cases.extend(kind(keys));
    cases.extend(identifiers(keys));
    cases.extend(confirmation(keys));
    cases
}

fn issuer(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 7519 §4.1.1";
    let mut cases = Vec::new();
    for (name, iss) in [
        ("iss of another realm", "http://localhost:8080/realms/other"),
        ("iss of another host", "http://localhost.example:8080/realms/myorg"),
        ("iss with a slash at the end", "http://localhost:8080/realms/myorg/"),
        ("iss with its path in other case", "http://localhost:8080/realms/MyOrg"),
        ("iss with its host in other case", "http://LOCALHOST:8080/realms/myorg"),
        ("iss with https", "https://localhost:8080/realms/myorg"),
        ("iss with an address for the name", "http://[::1]:8080/realms/myorg"),
        ("iss with more at the end", "http://localhost:8080/realms/myorgs"),
        ("iss with a space at the end", "http://localhost:8080/realms/myorg "),
        ("iss percent-encoded", "http://localhost:8080/realms/%6Dyorg"),
        ("iss empty", ""),
    ] {
        let token = keys.token().claims(json!({"iss": iss})).signed();
        let reason = format!("iss is {iss:?}, expected {ISSUER:?}");
        cases.push(keys.refused(name, rfc, token, reason));
    }
    for (name, iss, found) in [
        ("iss an array", json!([ISSUER]), "sequence"),
        ("iss null", json!(null), "null"),
        ("iss a number", json!(1), "integer `1`"),
    ] {
        let token = keys.token().claims(json!({"iss": iss})).signed();
        let reason = format!("payload: invalid type: {found}, expected a string");
        cases.push(keys.refused(name, rfc, token, reason));
    }
    let token = keys.token().without("iss").signed();
    cases.push(keys.refused("iss absent", rfc, token, "payload: missing field `iss`"));
    cases
}

fn audience(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 7519 §4.1.3";
    let with = |aud: Value| keys.token().claims(json!({"aud": aud})).signed();
    let mut cases = vec![
        keys.accepted("aud an array with our name", rfc, with(json!([AUDIENCE]))),
        keys.accepted("aud several, ours the last", rfc, with(json!(["account", AUDIENCE]))),
    ];
    for (name, aud, found) in [
        ("aud another API", json!("other"), "other"),
        ("aud several, ours not among them", json!(["account", "other"]), "account other"),
        ("aud with more at the end", json!("test_api_resource2"), "test_api_resource2"),
        ("aud with less at the end", json!("test_api"), "test_api"),
        ("aud in other case", json!("Test_API_Resource"), "Test_API_Resource"),
        ("aud a list in a string", json!("account test_api_resource"), "account test_api_resource"),
        ("aud a wildcard", json!("*"), "*"),
        ("aud empty", json!(""), ""),
        ("aud an empty array", json!([]), ""),
        ("aud the client, as in an ID token", json!("test_api_client"), "test_api_client"),
    ] {
        let reason = format!("aud is {found:?}, expected {AUDIENCE:?} among it");
        cases.push(keys.refused(name, rfc, with(aud), reason));
    }
    for (name, aud) in [
        ("aud a number", json!(1)),
        ("aud null", json!(null)),
        ("aud an object", json!({AUDIENCE: true})),
        ("aud an array with a number in it", json!([AUDIENCE, 1])),
        ("aud an array in an array", json!([[AUDIENCE]])),
    ] {
        let reason = "payload: `aud` is neither a string nor an array of strings";
        cases.push(keys.refused(name, rfc, with(aud), reason));
    }
    let token = keys.token().without("aud").signed();
    cases.push(keys.refused("aud absent", "RFC 9068 §2.2", token, "payload: missing field `aud`"));
    cases
}

fn scope(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 6749 §3.3";
    let with = |scope: Value| keys.token().claims(json!({"scope": scope})).signed();
    let mut cases = Vec::new();
    for (name, scope) in [
        ("scope several, ours the first", "test_api_access profile"),
        ("scope several, ours the last", "profile test_api_access"),
        ("scope with two spaces in between", "profile  test_api_access"),
    ] {
        cases.push(keys.accepted(name, rfc, with(json!(scope))));
    }
    for (name, scope) in [
        ("scope another", "profile"),
        ("scope empty", ""),
        ("scope with more at the end", "test_api_access_all"),
        ("scope with less at the end", "test_api"),
        ("scope with more at the beginning", "no_test_api_access"),
        ("scope in other case", "TEST_API_ACCESS"),
        ("scope with a tab in between", "profile\ttest_api_access"),
        ("scope with a line break in between", "profile\ntest_api_access"),
        ("scope with a comma in between", "profile,test_api_access"),
    ] {
        cases.push(keys.unscoped(name, rfc, with(json!(scope))));
    }
    let token = keys.token().without("scope").signed();
    cases.push(keys.unscoped("scope absent", "RFC 9068 §2.2.3", token));
    // Not the standard, but what several issuers send.
    let listed = with(json!(["profile", "test_api_access"]));
    cases.push(keys.accepted("scope an array", "RFC 9068 §2.2.3", listed));
    // The token is good, and what it allows cannot be read: another one would be the same.
    for (name, scope) in [
        ("scope an array without ours", json!(["profile"])),
        ("scope an array, both in one name", json!(["profile test_api_access"])),
        ("scope an array in an array", json!([["test_api_access"]])),
        ("scope an array with a number", json!(["test_api_access", 1])),
        ("scope null", json!(null)),
        ("scope a number", json!(1)),
        ("scope an object", json!({"test_api_access": true})),
    ] {
        cases.push(keys.unscoped(name, "RFC 6750 §3.1", with(scope)));
    }
    cases
}

/// The issuer's other tokens, by the same key. Keycloak says in the payload what they are.
fn kind(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 8725 §3.12";
    let mut cases = Vec::new();
    for (name, typ) in [
        ("payload's typ ID", "ID"),
        ("payload's typ Refresh", "Refresh"),
        ("payload's typ Offline", "Offline"),
        ("payload's typ Logout", "Logout"),
        ("payload's typ in other case", "bearer"),
        ("payload's typ empty", ""),
    ] {
        let token = keys.token().claims(json!({"typ": typ})).signed();
        let reason = format!("typ {typ:?} in the payload: not an access token");
        cases.push(keys.refused(name, rfc, token, reason));
    }
    let token = keys.token().claims(json!({"typ": 1})).signed();
    let reason = "payload: invalid type: integer `1`, expected a string";
    cases.push(keys.refused("payload's typ a number", rfc, token, reason));
    let token = keys.token().without("typ").signed();
    cases.push(keys.accepted("payload's typ absent, as elsewhere than in Keycloak", rfc, token));
    let token = keys.token().claims(json!({"typ": null})).signed();
    cases.push(keys.accepted("payload's typ null, which is as good as absent", rfc, token));

    let id = keys.token().claims(json!({
        "typ": "ID", "aud": "test_api_client", "auth_time": 0, "at_hash": "x", "acr": "1",
    }));
    let reason = format!("aud is \"test_api_client\", expected {AUDIENCE:?} among it");
    cases.push(keys.refused("Keycloak's ID token", "OpenID Connect §2", id.signed(), reason));
    let refresh = keys.token().header(json!({"alg": "HS512"}));
    let refresh = refresh.claims(json!({"typ": "Refresh", "aud": ISSUER})).unsigned();
    let reason = "header: alg \"HS512\" is not allowed";
    cases.push(keys.refused("Keycloak's refresh token", "RFC 6749 §1.5", refresh, reason));
    let logout = keys.token().header(json!({"typ": "logout+jwt"})).claims(json!({
        "typ": "Logout", "sid": "1",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }));
    let reason = "header: typ \"logout+jwt\" is not that of an access token";
    let rfc = "OpenID Back-Channel Logout §2.4";
    cases.push(keys.refused("Keycloak's logout token", rfc, logout.signed(), reason));
    cases
}

/// A token that is bound to a key or certificate is not a bearer token, whatever the claim contains.
fn confirmation(keys: &Keys) -> Vec<Case> {
    let thumbprint = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2";
    [
        ("cnf jkt, with typ DPoP", "RFC 9449 §6.1", json!({"cnf": {"jkt": thumbprint}, "typ": "DPoP"})),
        ("cnf x5t#S256, as Keycloak's for mTLS", "RFC 8705 §3.1", json!({"cnf": {"x5t#S256": thumbprint}})),
        ("cnf jkt, with typ Bearer", "RFC 9449 §6.1", json!({"cnf": {"jkt": thumbprint}})),
        ("cnf jwk", "RFC 7800 §3.2", json!({"cnf": {"jwk": {"kty": "EC"}}})),
        ("cnf kid", "RFC 7800 §3.4", json!({"cnf": {"kid": "a"}})),
        ("cnf with an unknown member", "RFC 7800 §3.1", json!({"cnf": {"future": 1}})),
        ("cnf empty", "RFC 7800 §3.1", json!({"cnf": {}})),
        ("cnf null", "RFC 7800 §3", json!({"cnf": null})),
        ("cnf a string", "RFC 7800 §3", json!({"cnf": thumbprint})),
        ("cnf an array", "RFC 7800 §3", json!({"cnf": []})),
    ]
    .map(|(name, rfc, claims)| {
        let token = keys.token().claims(claims).signed();
        let reason = "cnf: the token is bound to a key or certificate, and no proof of it was verified";
        keys.refused(name, rfc, token, reason)
    })
    .into()
}

/// They decide nothing here, but a claim of a wrong type is a token of a broken issuer.
fn identifiers(keys: &Keys) -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, rfc, claims) in [
        ("sub a number", "RFC 7519 §4.1.2", json!({"sub": 1})),
        ("jti a number", "RFC 7519 §4.1.7", json!({"jti": 1})),
        ("client_id a number", "RFC 8693 §4.3", json!({"client_id": 1})),
    ] {
        let token = keys.token().claims(claims).signed();
        let reason = "payload: invalid type: integer `1`, expected a string";
        cases.push(keys.refused(name, rfc, token, reason));
    }
    let token = keys.token().claims(json!({"exp2": [], "EXP": 0, "__proto__": {"exp": 0}}));
    cases.push(keys.accepted("claims that nobody knows", "RFC 7519 §4", token.signed()));
    let token = keys.token().without("sub").without("jti").without("client_id").signed();
    cases.push(keys.accepted("sub, jti and client_id absent", "RFC 7519 §4.1", token));
    cases
}
