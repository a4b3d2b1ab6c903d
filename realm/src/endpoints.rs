//! The realm's endpoints. Status, error and description were measured on Keycloak 26.7.4. Where
//! Keycloak departs from an RFC, so does this realm, because that is what clients have to handle.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, AUTHORIZATION, CACHE_CONTROL,
    CONTENT_TYPE, HOST, ORIGIN, PRAGMA,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{MethodRouter, get, post};
use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::RealmError;
use crate::assertion::{self, Refusal, Used};
use crate::dpop;
use crate::settings::{ClientSettings, Settings};
use crate::token::{self, Claims, Tokens};

/// In bytes: larger than any valid request.
const MAX_BODY: usize = 64 * 1024;

pub(crate) struct Realm {
    settings: RwLock<Arc<Settings>>,
    tokens: Mutex<Tokens>,
    used_assertions: Mutex<Used>,
    used_proofs: Mutex<dpop::Used>,
}

impl Realm {
    pub(crate) fn new(settings: Settings, tokens: Tokens) -> Self {
        Self {
            settings: RwLock::new(Arc::new(settings)),
            tokens: Mutex::new(tokens),
            used_assertions: Mutex::default(),
            used_proofs: Mutex::default(),
        }
    }

    /// The current settings.
    pub(crate) fn settings(&self) -> Arc<Settings> {
        let settings = self.settings.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&settings)
    }

    /// Changes the settings, as an administrator would.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        let mut settings = self
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut settings))
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn router(realm: Arc<Realm>) -> Router {
    const PROTOCOL: &str = "/realms/{realm}/protocol/openid-connect";
    let at = |path: &str| format!("{PROTOCOL}{path}");
    Router::new()
        .route(&at("/token"), post(token))
        .route(&at("/token/introspect"), post(introspect))
        .route(&at("/revoke"), post(revoke))
        .route(&at("/certs"), for_pages(get(certs)))
        .route(
            "/realms/{realm}/.well-known/openid-configuration",
            for_pages(get(discovery)),
        )
        .route(
            "/realms/{realm}/.well-known/oauth-authorization-server",
            for_pages(get(discovery)),
        )
        .route(
            "/.well-known/oauth-authorization-server/realms/{realm}",
            for_pages(get(discovery)),
        )
        .method_not_allowed_fallback(async || {
            let body = Json(json!({"error": "HTTP 405 Method Not Allowed"}));
            (StatusCode::METHOD_NOT_ALLOWED, body)
        })
        .fallback(async || {
            let body = Json(json!({"error": "Unable to find matching target resource method"}));
            (StatusCode::NOT_FOUND, body)
        })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .route_layer(middleware::from_fn_with_state(
            Arc::clone(&realm),
            only_this_realm,
        ))
        .with_state(realm)
}

/// The realm's public documents, which a page of any origin may read (CORS). Keycloak allows the same.
fn for_pages(documents: MethodRouter<Arc<Realm>>) -> MethodRouter<Arc<Realm>> {
    let preflight = async || {
        [
            (ACCESS_CONTROL_ALLOW_METHODS, "GET"),
            (
                ACCESS_CONTROL_ALLOW_HEADERS,
                "Authorization, Content-Type, DPoP",
            ),
            (ACCESS_CONTROL_MAX_AGE, "3600"),
        ]
    };
    documents
        .options(preflight)
        .layer(middleware::from_fn(allow_origin))
}

async fn allow_origin(request: Request, next: Next) -> Response {
    let origin = request.headers().get(ORIGIN).cloned();
    let mut response = next.run(request).await;
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let yes = HeaderValue::from_static("true");
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
    }
    response
}

async fn only_this_realm(
    State(realm): State<Arc<Realm>>,
    Path(name): Path<String>,
    request: Request,
    next: Next,
) -> Response {
    if name == realm.settings().realm {
        next.run(request).await
    } else {
        (
            StatusCode::NOT_FOUND,
            Json(json!({"error": "Realm does not exist"})),
        )
            .into_response()
    }
}

/// How a client may authenticate (RFC 7591 §2).
const METHODS: [&str; 3] = [
    "private_key_jwt",
    "client_secret_basic",
    "client_secret_post",
];

/// Those members that the course uses (RFC 8414 §3.2).
async fn discovery(State(realm): State<Arc<Realm>>, headers: HeaderMap) -> Response {
    let issuer = realm.issuer(&headers);
    let protocol = format!("{issuer}/protocol/openid-connect");
    let body = json!({
        "issuer": issuer,
        "token_endpoint": format!("{protocol}/token"),
        "introspection_endpoint": format!("{protocol}/token/introspect"),
        "jwks_uri": format!("{protocol}/certs"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": METHODS,
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "EdDSA", "PS256", "RS256"],
        "introspection_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint": format!("{protocol}/revoke"),
        "dpop_signing_alg_values_supported": dpop::ALGORITHMS,
    });
    let cache = "no-cache, must-revalidate, no-transform, no-store";
    ([(CACHE_CONTROL, cache)], Json(body)).into_response()
}

/// RFC 7517 §5
async fn certs(State(realm): State<Arc<Realm>>) -> Response {
    ([(CACHE_CONTROL, "no-cache")], Json(realm.tokens().jwks())).into_response()
}

/// RFC 6749 §4.4
async fn token(State(realm): State<Arc<Realm>>, headers: HeaderMap, body: Bytes) -> Response {
    let no_store = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    let mut response = match realm.token(&headers, &body) {
        Ok(response) => Json(response).into_response(),
        Err(error) => error.into_response(),
    };
    if let Some(nonce) = realm.nonce().and_then(|nonce| nonce.try_into().ok()) {
        response.headers_mut().insert("DPoP-Nonce", nonce);
    }
    (no_store, response).into_response()
}

/// RFC 7662 §2
async fn introspect(State(realm): State<Arc<Realm>>, headers: HeaderMap, body: Bytes) -> Response {
    match realm.introspect(&headers, &body) {
        Ok(body) => ([(CACHE_CONTROL, "no-cache")], Json(body)).into_response(),
        Err(error) => error.into_response(),
    }
}

/// RFC 7009 §2
async fn revoke(State(realm): State<Arc<Realm>>, headers: HeaderMap, body: Bytes) -> Response {
    match realm.revoke(&headers, &body) {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => error.into_response(),
    }
}

/// An error response (RFC 6749 §5.2).
struct ErrorResponse(StatusCode, &'static str, String);

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let Self(status, error, description) = self;
        (
            status,
            Json(json!({"error": error, "error_description": description})),
        )
            .into_response()
    }
}

fn bad_request(error: &'static str, description: &str) -> ErrorResponse {
    ErrorResponse(StatusCode::BAD_REQUEST, error, description.to_owned())
}

fn unauthorized(error: &'static str, description: &str) -> ErrorResponse {
    ErrorResponse(StatusCode::UNAUTHORIZED, error, description.to_owned())
}

/// Why client authentication failed. The endpoints have different responses to the second.
enum AuthError {
    Unknown,
    WrongSecret,
    /// Something about the assertion, and what.
    Assertion(String),
    /// More than one way to authenticate in one request.
    SeveralWays,
    /// A replay could not be recognized.
    Busy,
}

pub(crate) const BAD_CLIENT: &str = "Invalid client or Invalid client credentials";

impl AuthError {
    fn response(self) -> ErrorResponse {
        match self {
            Self::Unknown => unauthorized("invalid_client", BAD_CLIENT),
            // RFC 6749 §5.2 requires invalid_client; Keycloak sends this.
            Self::WrongSecret => unauthorized("unauthorized_client", BAD_CLIENT),
            Self::Assertion(description) => bad_request("invalid_client", &description),
            // Keycloak accepts it. RFC 6749 §2.3
            Self::SeveralWays => {
                bad_request("invalid_request", "more than one way to authenticate")
            }
            Self::Busy => {
                let description = "too many assertions".to_owned();
                let status = StatusCode::SERVICE_UNAVAILABLE;
                ErrorResponse(status, "server_error", description)
            }
        }
    }
}

impl Realm {
    /// The issuer is derived from the name in the request, as in a Keycloak without a configured
    /// hostname.
    fn issuer(&self, headers: &HeaderMap) -> String {
        let host = headers
            .get(HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or("localhost");
        format!("http://{host}/realms/{}", self.settings().realm)
    }

    fn token(&self, headers: &HeaderMap, body: &[u8]) -> Result<Value, ErrorResponse> {
        let form = Form::read(headers, body);
        match form.get("grant_type") {
            None => Err(bad_request(
                "invalid_request",
                "Missing form parameter: grant_type",
            )),
            Some("client_credentials") => self.client_credentials(headers, &form),
            Some("password") => {
                let settings = self.settings();
                self.authenticate(&settings, headers, &form)
                    .map_err(AuthError::response)?;
                form.no_duplicates()?;
                let description = "Client not allowed for direct access grants";
                Err(bad_request("unauthorized_client", description))
            }
            Some(_) => Err(bad_request(
                "unsupported_grant_type",
                "Unsupported grant_type",
            )),
        }
    }

    fn client_credentials(&self, headers: &HeaderMap, form: &Form) -> Result<Value, ErrorResponse> {
        let settings = self.settings();
        let client = self.authenticate(&settings, headers, form);
        let client = client.map_err(AuthError::response)?;
        form.no_duplicates()?;
        if !client.service_accounts_enabled {
            let description = "Client not enabled to retrieve service account";
            return Err(unauthorized("unauthorized_client", description));
        }
        let scopes = settings
            .grant(client, form.get("scope"))
            .map_err(|asked| bad_request("invalid_scope", &format!("Invalid scopes: {asked}")))?;
        let jkt = self.proven_key(client, headers)?;
        let jkt = jkt.as_deref();
        let lifespan = settings.access_token_lifespan;
        let payload = token::payload(&self.issuer(headers), client, &scopes, lifespan, jkt);
        let access_token = self.tokens().sign(&payload).map_err(|_| {
            let description = "signing failed".to_owned();
            ErrorResponse(
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                description,
            )
        })?;
        Ok(json!({
            "access_token": access_token,
            "expires_in": lifespan,
            "refresh_expires_in": 0,
            "token_type": token::token_type(jkt),
            "not-before-policy": settings.not_before,
            "scope": token::scope_names(&scopes),
        }))
    }

    /// The key that the token is to be bound to.
    fn proven_key(
        &self,
        client: &ClientSettings,
        headers: &HeaderMap,
    ) -> Result<Option<String>, ErrorResponse> {
        let nonce = self.nonce();
        let proofs = headers.get_all("DPoP").iter();
        let proofs: Vec<_> = proofs
            .map(|value| value.to_str().unwrap_or_default())
            .collect();
        let request = dpop::Request {
            proofs: &proofs,
            method: "POST",
            url: &format!("{}/protocol/openid-connect/token", self.issuer(headers)),
            required: client.attribute("dpop.bound.access.tokens") == Some("true"),
            nonce: nonce.as_deref(),
            now: token::unix_now(),
        };
        let mut used = self.used_proofs.lock();
        let used = used.as_deref_mut().map_err(|_| dpop::Refusal::Full);
        used.and_then(|used| request.verify(used))
            .map_err(|refusal| match refusal {
                dpop::Refusal::Invalid(description) => bad_request("invalid_request", &description),
                dpop::Refusal::Nonce => bad_request(
                    "use_dpop_nonce",
                    "Authorization server requires nonce in DPoP proof",
                ),
                dpop::Refusal::Full => ErrorResponse(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "server_error",
                    "too many proofs".to_owned(),
                ),
            })
    }

    /// The nonce that proofs must have, if any.
    fn nonce(&self) -> Option<String> {
        self.settings().dpop_nonce.clone()
    }

    pub(crate) fn issue(
        &self,
        issuer: &str,
        client_id: &str,
        scope: &str,
        jkt: Option<&str>,
    ) -> Result<String, RealmError> {
        let settings = self.settings();
        let client = settings
            .client(client_id)
            .ok_or_else(|| RealmError::NoSuchClient(client_id.to_owned()))?;
        let scopes = settings
            .grant(client, Some(scope))
            .map_err(RealmError::NoSuchScope)?;
        let lifespan = settings.access_token_lifespan;
        let payload = token::payload(issuer, client, &scopes, lifespan, jkt);
        self.tokens().sign(&payload)
    }

    fn introspect(&self, headers: &HeaderMap, body: &[u8]) -> Result<Value, ErrorResponse> {
        let form = Form::read(headers, body);
        let settings = self.settings();
        let caller = self.authenticate(&settings, headers, &form);
        let caller = caller.map_err(|error| match error {
            AuthError::WrongSecret => {
                unauthorized("invalid_client", "Client authentication failed.")
            }
            error => error.response(),
        })?;
        form.no_duplicates()?;
        let Some(token) = form.get("token") else {
            return Err(bad_request("invalid_request", "Token not provided."));
        };
        let tokens = self.tokens();
        let Some(mut claims) = tokens.read(token) else {
            return Ok(json!({"active": false}));
        };
        let for_caller = match claims.get("aud") {
            Some(Value::String(one)) => *one == caller.client_id,
            Some(Value::Array(several)) => several.iter().any(|one| *one == caller.client_id),
            _ => false,
        };
        let issued_to = claims.get("azp").and_then(Value::as_str);
        let known = issued_to.is_some_and(|azp| settings.client(azp).is_some());
        let issued = claims.get("iat").and_then(Value::as_u64);
        let current = issued.is_some_and(|iat| iat >= settings.not_before);
        let active = tokens.is_active(&claims, &self.issuer(headers));
        if !(for_caller && known && current && active) {
            return Ok(json!({"active": false}));
        }
        let azp = claims
            .get("azp")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let username = format!("service-account-{azp}");
        claims.insert("username".into(), json!(username));
        // Keycloak's `typ` has the same words.
        let token_type = claims.get("typ").cloned().unwrap_or(json!("Bearer"));
        claims.insert("token_type".into(), token_type);
        claims.insert("active".into(), json!(true));
        Ok(Value::Object(claims))
    }

    fn revoke(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), ErrorResponse> {
        let form = Form::read(headers, body);
        let settings = self.settings();
        let caller = self.authenticate(&settings, headers, &form);
        let caller = caller.map_err(AuthError::response)?;
        form.no_duplicates()?;
        let Some(token) = form.get("token") else {
            return Err(bad_request("invalid_request", "Token not provided"));
        };
        let mut tokens = self.tokens();
        let claims: Claims = tokens.read(token).ok_or_else(|| {
            // RFC 7009 §2.2 requires 200, because the token is useless already. The body is
            // Keycloak's addition.
            ErrorResponse(StatusCode::OK, "invalid_token", "Invalid token".to_owned())
        })?;
        if claims.get("azp").is_none_or(|azp| *azp != caller.client_id) {
            return Err(bad_request("invalid_request", "Unmatching clients"));
        }
        if !tokens.revoke(&claims) {
            let description = "too many revoked tokens".to_owned();
            return Err(ErrorResponse(
                StatusCode::SERVICE_UNAVAILABLE,
                "server_error",
                description,
            ));
        }
        Ok(())
    }
}

impl Realm {
    /// The client that a request proves to come from, by a secret or an assertion.
    fn authenticate<'a>(
        &self,
        settings: &'a Settings,
        headers: &HeaderMap,
        form: &Form,
    ) -> Result<&'a ClientSettings, AuthError> {
        let (assertion_type, assertion) = (
            form.get("client_assertion_type"),
            form.get("client_assertion"),
        );
        if assertion_type.is_none() && assertion.is_none() {
            return by_secret(settings, headers, form);
        }
        if form.get("client_secret").is_some() || headers.contains_key(AUTHORIZATION) {
            return Err(AuthError::SeveralWays);
        }
        let request = assertion::Request {
            assertion_type,
            assertion,
            client_id: form.get("client_id"),
            issuer: &self.issuer(headers),
            now: token::unix_now(),
        };
        let client = request.authenticate(settings, &mut self.used_assertions());
        client.map_err(|refusal| match refusal {
            Refusal::Unknown => AuthError::Unknown,
            Refusal::OtherClient => AuthError::WrongSecret,
            Refusal::Invalid(description) => AuthError::Assertion(description),
            Refusal::Full => AuthError::Busy,
        })
    }

    fn used_assertions(&self) -> MutexGuard<'_, Used> {
        let used = self.used_assertions.lock();
        used.unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn check_assertion(
        &self,
        issuer: &str,
        assertion: &str,
        now: u64,
    ) -> Result<(), String> {
        let request = assertion::Request::with(assertion, issuer, now);
        let settings = self.settings();
        let outcome = request.authenticate(&settings, &mut self.used_assertions());
        outcome.map(drop).map_err(Refusal::description)
    }
}

/// If the credentials are sent in both ways, the form takes precedence (RFC 6749 §2.3.1).
fn by_secret<'a>(
    settings: &'a Settings,
    headers: &HeaderMap,
    form: &Form,
) -> Result<&'a ClientSettings, AuthError> {
    let (basic_id, basic_secret) = basic(headers).unzip();
    let id = form.get("client_id").map(str::to_owned).or(basic_id);
    let secret = form
        .get("client_secret")
        .map(str::to_owned)
        .or(basic_secret);
    let client = id
        .and_then(|id| settings.client(&id))
        .ok_or(AuthError::Unknown)?;
    if client.is_federated() {
        return Err(AuthError::Unknown);
    }
    let Some(right) = &client.secret else {
        let description = "Parameter client_assertion_type is missing".to_owned();
        return Err(AuthError::Assertion(description));
    };
    // A comparison that stops at the first difference reveals by its duration how much was right.
    // The hashes have the same length, so that the length of the secret is not revealed either.
    let hash = |secret: &str| digest(&SHA256, secret.as_bytes());
    let (given, right) = (
        hash(&secret.unwrap_or_default()),
        hash(right.expose_secret()),
    );
    verify_slices_are_equal(given.as_ref(), right.as_ref()).map_err(|_| AuthError::WrongSecret)?;
    Ok(client)
}

/// The parameters of a form. A body that is not a form has none.
struct Form {
    parameters: HashMap<String, String>,
    duplicates: bool,
}

impl Form {
    fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let mut form = Self {
            parameters: HashMap::new(),
            duplicates: false,
        };
        let content_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let media_type = content_type.and_then(|value| value.split(';').next());
        // Media types are compared without case (RFC 9110 §8.3.1).
        let form_type = "application/x-www-form-urlencoded";
        if media_type.is_some_and(|name| name.trim().eq_ignore_ascii_case(form_type)) {
            for (name, value) in form_urlencoded::parse(body) {
                let before = form
                    .parameters
                    .insert(name.into_owned(), value.into_owned());
                form.duplicates |= before.is_some();
            }
        }
        form
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// Called after client authentication, as in Keycloak (RFC 6749 §3.2).
    fn no_duplicates(&self) -> Result<(), ErrorResponse> {
        if self.duplicates {
            return Err(bad_request("invalid_request", "duplicated parameter"));
        }
        Ok(())
    }
}

/// The credentials of an `Authorization: Basic` header, form-decoded (RFC 6749 §2.3.1).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let decode = |text: &str| {
        let wrapped = format!("v={text}");
        form_urlencoded::parse(wrapped.as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_its_media_type_without_case() {
        let grant = |content_type: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
            let form = Form::read(&headers, b"grant_type=client_credentials");
            form.get("grant_type").is_some()
        };
        assert!(grant("application/x-www-form-urlencoded"));
        assert!(grant("Application/X-WWW-Form-Urlencoded; charset=UTF-8"));
        assert!(!grant("application/json"));
    }
}
