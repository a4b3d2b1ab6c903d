// The checks of step 06: an assertion, by which a client authenticates at the authorization server (RFC 7523
// §3). The same order as in the course's realm, and its messages; a test runs every hostile assertion through
// both. What the realm cannot connect with a client gets one message for all; here it gets a reason.
'use strict';
(() => {
  const {
    bytesOf, debug, decodeBase64url, isText, parseObject, quoted, refuse, run, signed, VerifyError,
  } = globalThis.Verifier;

  const MAX_AGE = 60n;
  const CLOCK_SKEW = 15n;
  // Names of algorithms. With another, the realm cannot read the assertion.
  const KNOWN = [
    'none', 'HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384',
    'ES512', 'EdDSA',
  ];

  // Whole seconds; undefined if there are none. RFC 7519 §2, NumericDate
  function seconds(value) {
    if (typeof value === 'bigint') return value < 0n ? undefined : value;
    return typeof value === 'number' && value >= 0 ? BigInt(Math.trunc(value)) : undefined;
  }

  const CHECKS = [
    {
      id: 'parts', group: 'The form', rfc: 'RFC 7515 §7.1', unknown: true,
      title: 'It has three parts, separated by dots',
      run(it) {
        const parts = it.assertion.split('.');
        if (parts.length !== 3) refuse(`a signed JWT has 3 parts separated by dots, this has ${parts.length}`);
        [it.header64, it.payload64, it.signature64] = parts;
      },
    },
    {
      id: 'json', group: 'The form', rfc: 'RFC 7519 §7.2', unknown: true,
      title: 'Header and claims are JSON objects in which no name occurs twice',
      run(it) {
        it.header = parseObject('header', decodeBase64url('header', it.header64));
        // Before the signature is verified: only the claims say whose key that takes.
        it.claims = parseObject('payload', decodeBase64url('payload', it.payload64));
      },
    },
    {
      id: 'readable', group: 'The form', rfc: 'RFC 7519 §4.1', unknown: true,
      title: 'alg is the name of an algorithm, and the times are numbers',
      run(it) {
        const alg = it.header.get('alg') ?? 'none';
        if (!KNOWN.includes(alg)) refuse(`header: alg ${isText(alg) ? quoted(alg) : 'that is not text'} is unknown`);
        it.alg = alg;
        for (const name of ['exp', 'iat', 'nbf']) {
          const value = it.claims.get(name);
          const isNumber = typeof value === 'bigint' || typeof value === 'number';
          if (value !== undefined && !isNumber) refuse(`payload: ${name} is not a number`);
        }
      },
    },
    {
      id: 'client', group: 'The client', rfc: 'RFC 7523 §3', unknown: true,
      title: 'iss and sub are the same client, one whose key is registered',
      run(it) {
        const [iss, sub] = ['iss', 'sub'].map((name) => it.claims.get(name));
        for (const [name, value] of [['iss', iss], ['sub', sub]]) {
          if (value !== it.client) {
            const found = isText(value) ? quoted(value) : 'absent or not text';
            refuse(`${name} is ${found}, expected ${debug(it.client)}`);
          }
        }
      },
    },
    {
      id: 'crit', group: 'The header', rfc: 'RFC 7515 §4.1.11',
      title: 'It requires no extension',
      run(it) {
        if (it.header.has('crit')) refuse('Unsupported critical header');
      },
    },
    {
      id: 'alg', group: 'The header', rfc: 'RFC 8725 §3.1',
      title: 'alg is the one that is registered for the client: ES256',
      run(it) {
        if (!it.algorithms.includes(it.alg)) refuse('Invalid signature algorithm');
      },
    },
    {
      id: 'key', group: 'The signature', rfc: 'RFC 7515 §4.1.4',
      title: 'The client has registered a key with that kid, for that alg',
      run(it) {
        const kid = isText(it.header.get('kid')) ? it.header.get('kid') : undefined;
        const fits = (key) => key.algorithms?.includes(it.alg) && (kid === undefined || key.kid === kid);
        it.key = it.keys?.find(fits);
        if (!it.key) refuse('Unable to load public key');
      },
    },
    {
      id: 'signature', group: 'The signature', rfc: 'RFC 7515 §5.2',
      title: 'That key made the signature, for exactly these bytes',
      async run(it) {
        let signature = bytesOf('');
        try {
          signature = decodeBase64url('signature', it.signature64);
        } catch (refusal) {
          // What is not base64url is not a signature of any key.
          if (!(refusal instanceof VerifyError)) throw refusal;
        }
        if (await signed(it.key, it.alg, `${it.header64}.${it.payload64}`, signature)) return;
        refuse('Client authentication with signed JWT failed: Signature on JWT token failed validation');
      },
    },
    {
      id: 'aud', group: 'The claims', rfc: 'RFC 7523 §3',
      title: 'aud is this server, and no other',
      run(it) {
        let aud = it.claims.get('aud');
        if (Array.isArray(aud)) {
          if (aud.length > 1) refuse('Multiple audiences not allowed');
          [aud] = aud;
        }
        const protocol = `${it.issuer}/protocol/openid-connect`;
        const own = [it.issuer, `${protocol}/token`, `${protocol}/token/introspect`];
        if (!own.includes(aud)) refuse('Invalid token audience');
      },
    },
    {
      id: 'exp', group: 'The claims', rfc: 'RFC 7519 §4.1.4',
      title: 'exp is in the future, and nbf is not',
      run(it) {
        const [exp, nbf] = ['exp', 'nbf'].map((name) => seconds(it.claims.get(name)));
        if (exp === undefined) refuse('Token exp claim is required');
        if (it.now >= exp || (nbf ?? 0n) > it.now + CLOCK_SKEW) refuse('Token is not active');
      },
    },
    {
      id: 'iat', group: 'The claims', rfc: 'RFC 7523 §3',
      title: `It is valid for at most ${MAX_AGE} seconds: from iat, or until exp`,
      run(it) {
        const [exp, iat] = ['exp', 'iat'].map((name) => seconds(it.claims.get(name)));
        if (iat === undefined) {
          if (exp - it.now <= MAX_AGE) return;
          refuse('Token expiration is too far in the future and iat claim not present in token');
        }
        if (iat > it.now + CLOCK_SKEW) refuse('Token was issued in the future');
        if (iat + MAX_AGE < it.now) refuse('Token was issued too far in the past to be used now');
      },
    },
    {
      id: 'jti', group: 'The claims', rfc: 'RFC 7523 §3',
      title: 'jti is present, so that the server can refuse it a second time',
      run(it) {
        if (!isText(it.claims.get('jti'))) refuse('Token jti claim is required');
      },
    },
  ];

  // Verifies an assertion. `input` has the assertion, the server's issuer identifier, the client's id, its
  // registered keys from readKeys, and now in seconds as a BigInt.
  async function verify(input) {
    const result = await run(CHECKS, {algorithms: ['ES256'], ...input});
    const check = CHECKS.find(({id}) => id === result.failed);
    let status = 200;
    if (check) status = check.unknown ? 401 : 400;
    return {status, ...result};
  }

  globalThis.Assertion = {CHECKS, verify};
})();
