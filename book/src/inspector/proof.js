// The checks of step 07: a token, and the proof that its sender has the key that it is bound to (RFC 9449
// §4.3). The same order and the same messages; a test runs every hostile proof through both.
'use strict';
(() => {
  const {
    CHECKS, VerifyError, bytesOf, debug, decodeBase64url, encodeBase64url, isText, optionalText, parseKey, parseObject,
    quoted, readTyped, refuse, respond, saturatingAdd, signed, text, wrongType,
  } = globalThis.Verifier;

  const WINDOW = 30n;
  const ALGORITHMS = ['ES256', 'EdDSA', 'PS256'];
  // Members that only a private or symmetric key has. RFC 7518 §6.2.2, §6.3.2, §6.4.1
  const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
  // Other ways to bind a token, each of which requires a proof of its own. RFC 7800 §3.1
  const OTHER_BINDINGS = ['jwk', 'jwe', 'kid', 'jku', 'x5t#S256'];

  async function hash(text) {
    return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(text))));
  }

  // RFC 7638 §3, RFC 8037 §2
  async function thumbprint(jwk) {
    const names = {EC: ['crv', 'kty', 'x', 'y'], OKP: ['crv', 'kty', 'x'], RSA: ['e', 'kty', 'n']};
    const kty = jwk.get('kty');
    if (!isText(kty) || !Object.hasOwn(names, kty)) return null;
    const members = names[kty].map((name) => [name, jwk.get(name)]);
    if (!members.every(([, value]) => isText(value))) return null;
    return hash(JSON.stringify(Object.fromEntries(members)));
  }

  // The one spelling that all equivalent URLs have, without query and fragment. RFC 3986 §6.2
  function normalize(text) {
    if (!/^https?:\/\//i.test(text) || /[\p{White_Space}\p{Cc}\\]/u.test(text)) return null;
    if (!URL.canParse(text)) return null;
    const url = new URL(text);
    [url.search, url.hash] = ['', ''];
    return url.href.replace(/%([0-9a-f]{2})/gi, (escape, hex) => {
      const letter = String.fromCharCode(parseInt(hex, 16));
      return /[A-Za-z0-9._~-]/.test(letter) ? letter : escape.toUpperCase();
    });
  }

  const seconds = (value) => {
    if (typeof value !== 'bigint' && typeof value !== 'number') throw wrongType(value, 'f64');
    // At least 0, and at most what the API's type can hold.
    return saturatingAdd(BigInt(Math.max(Math.trunc(Number(value)), 0)), 0n);
  };

  // RFC 9449 §4.2
  function readClaims(members) {
    const types = {jti: text, htm: text, htu: text, iat: seconds, ath: optionalText, nonce: optionalText};
    const claims = readTyped(members, types, ['jti', 'htm', 'htu', 'iat']);
    if (claims.jti === '') refuse('payload: jti is empty');
    return claims;
  }

  const headerText = (header, name) => isText(header.get(name)) ? header.get(name) : '';

  const PROOF = [
    {
      id: 'proof', group: 'The proof', rfc: 'RFC 9449 §4.3',
      title: 'There is a proof',
      run(it) {
        if (it.proof === '') refuse('no DPoP header');
      },
    },
    {
      id: 'proof-form', group: 'The proof', rfc: 'RFC 7515 §7.1',
      title: 'It is a JWT: three parts, and a header in which no name occurs twice',
      run(it) {
        // Everything that a token's form must be, and nothing of what it says.
        const form = {token: it.proof};
        for (const check of CHECKS.slice(0, CHECKS.findIndex(({id}) => id === 'crit'))) check.run(form);
        it.form = form;
      },
    },
    {
      id: 'proof-crit', group: 'The proof', rfc: 'RFC 7515 §4.1.11',
      title: 'It requires no extension',
      run(it) {
        if (it.form.header.has('crit')) refuse('header: crit requires an extension, and none is supported');
      },
    },
    {
      id: 'proof-typ', group: 'The proof', rfc: 'RFC 9449 §4.2',
      title: 'typ is dpop+jwt, so no other token of this key can be used as a proof',
      run(it) {
        const typ = headerText(it.form.header, 'typ');
        if (typ !== 'dpop+jwt') refuse(`header: typ ${quoted(typ)} is not dpop+jwt`);
      },
    },
    {
      id: 'proof-alg', group: 'The proof', rfc: 'RFC 9449 §4.3',
      title: `alg is one that this API allows: ${ALGORITHMS.join(', ')}`,
      run(it) {
        it.proofAlg = headerText(it.form.header, 'alg');
        if (!ALGORITHMS.includes(it.proofAlg)) refuse(`header: alg ${quoted(it.proofAlg)} is not allowed`);
      },
    },
    {
      id: 'proof-jwk', group: 'The key', rfc: 'RFC 9449 §4.3',
      title: 'jwk is a public key, and nothing of a private one',
      async run(it) {
        it.jwk = it.form.header.get('jwk');
        const isObject = it.jwk instanceof Map;
        const member = isObject && PRIVATE.find((name) => it.jwk.has(name));
        if (member) refuse(`header: jwk contains ${member}, a part of a private key`);
        it.jkt = isObject ? await thumbprint(it.jwk) : null;
        if (it.jkt === null) refuse('header: jwk is absent or not a public key');
      },
    },
    {
      id: 'proof-jkt', group: 'The key', rfc: 'RFC 9449 §6.1',
      title: 'The token is bound to that key: cnf.jkt is its thumbprint',
      run(it) {
        const cnf = it.payload.get('cnf');
        const bound = cnf instanceof Map && cnf.get('jkt') === it.jkt
          && !OTHER_BINDINGS.some((name) => cnf.has(name));
        if (!bound) refuse(`the proof's key is ${quoted(it.jkt)}, and the token is bound to another one`);
      },
    },
    {
      id: 'proof-signature', group: 'The key', rfc: 'RFC 9449 §4.3',
      title: 'That key made the signature of the proof',
      async run(it) {
        const unusable = (defect) => refuse(`header: jwk must not verify this proof: ${defect}`);
        let key;
        try {
          key = parseKey(it.jwk);
        } catch (defect) {
          if (!(defect instanceof VerifyError)) throw defect;
          unusable(defect.message);
        }
        const {header64, payload64, signature64} = it.form;
        const signature = decodeBase64url('signature', signature64);
        if (!key.algorithms.includes(it.proofAlg)) unusable("it is not for the token's alg");
        const verified = await signed(key, it.proofAlg, `${header64}.${payload64}`, signature);
        if (!verified) refuse('the signature does not verify');
      },
    },
    {
      id: 'proof-claims', group: 'The request', rfc: 'RFC 9449 §4.2',
      title: 'The required claims are present, and each has its type',
      run(it) {
        const members = parseObject('payload', decodeBase64url('payload', it.form.payload64));
        it.about = readClaims(members);
      },
    },
    {
      id: 'proof-htm', group: 'The request', rfc: 'RFC 9449 §4.3',
      title: 'htm is the method of the request',
      run(it) {
        const {htm} = it.about;
        if (htm !== it.method) refuse(`htm is ${quoted(htm)}, and the request is a ${it.method}`);
      },
    },
    {
      id: 'proof-htu', group: 'The request', rfc: 'RFC 9449 §4.3',
      title: 'htu is the URL of the request, as the API is configured',
      run(it) {
        const {htu} = it.about;
        const normal = normalize(htu);
        if (htu !== it.url && (normal === null || normal !== normalize(it.url))) {
          refuse(`htu is ${quoted(htu)}, and the request is to ${debug(it.url)}`);
        }
      },
    },
    {
      id: 'proof-iat', group: 'The request', rfc: 'RFC 9449 §11.1',
      title: `iat is at most ${WINDOW} seconds ago, and at most ${WINDOW} ahead`,
      run(it) {
        const {iat} = it.about;
        if (it.now > saturatingAdd(iat, WINDOW)) refuse(`too old: iat ${iat}, now ${it.now}`);
        if (iat > saturatingAdd(it.now, WINDOW)) refuse(`made in the future: iat ${iat}, now ${it.now}`);
      },
    },
    {
      id: 'proof-ath', group: 'The request', rfc: 'RFC 9449 §4.3',
      title: 'ath is the hash of this token',
      async run(it) {
        if (it.about.ath !== await hash(it.token)) refuse('ath is not the hash of the token');
      },
    },
  ];

  // What is left to the proof: the token must be bound, instead of not.
  const bound = {
    id: 'cnf', group: 'The claims', rfc: 'RFC 9449 §6',
    title: 'cnf is present: the token is bound to a key',
    run(it) {
      if (!it.payload.has('cnf')) refuse('the token is not bound to a key');
    },
  };
  const PROOF_CHECKS = CHECKS.flatMap((check) => {
    if (check.id === 'scope') return [...PROOF, check];
    return check.id === 'cnf' ? [bound] : [check];
  });

  // `input` has what a token alone needs, the proof, and method and URL of the request.
  const verify = (input) => respond(PROOF_CHECKS, input);

  globalThis.Proof = {CHECKS: PROOF_CHECKS, hash, thumbprint, verify};
})();
