// The checks of step 03, and the scope check of step 04, with the same order and the same messages. A test
// runs every hostile token through both, and compares the results.
'use strict';
(() => {
  const MAX_TOKEN = 16 * 1024;
  const LEEWAY = 60n;
  const MAX_U64 = 2n ** 64n - 1n;
  const MAX_KEYS = 100;
  const [MIN_BITS, MAX_BITS] = [2048, 8192];

  class VerifyError extends Error {}

  const refuse = (reason) => {
    throw new VerifyError(reason);
  };

  const bytesOf = (text) => new TextEncoder().encode(text);
  const cut = (text) => [...text].slice(0, 100).join('');

  // As Rust's {:?} prints a string, so that a token cannot write its own lines into a log.
  function debug(text) {
    const short = {'\0': '\\0', '\t': '\\t', '\r': '\\r', '\n': '\\n', '"': '\\"', '\\': '\\\\'};
    const letters = [...text].map((letter) => {
      if (Object.hasOwn(short, letter)) return short[letter];
      const visible = letter === ' ' || !/[\p{C}\p{Z}\p{Grapheme_Extend}]/u.test(letter);
      return visible ? letter : `\\u{${letter.codePointAt(0).toString(16)}}`;
    });
    return `"${letters.join('')}"`;
  }

  const quoted = (text) => debug(cut(text));

  // --- base64url: strict, or one token would have many spellings. RFC 7515 §2

  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const VALUES = new Map([...ALPHABET].map((letter, value) => [letter.charCodeAt(0), value]));

  function escapeByte(byte) {
    const short = {9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 39: "\\'", 92: '\\\\'};
    if (short[byte]) return short[byte];
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
    return `\\x${byte.toString(16).padStart(2, '0')}`;
  }

  function misplaced(byte) {
    const letter = String.fromCharCode(byte);
    if ('+/'.includes(letter)) {
      return "belongs to base64, not to base64url, which has '-' and '_' instead";
    }
    if (letter === '=') return 'is padding, which base64url in a JWT does not have';
    if (' \t\r\n'.includes(letter)) return 'is white space';
    return 'is not a character of base64url';
  }

  function decodeBase64url(part, segment) {
    const text = bytesOf(segment);
    const wrong = (at, problem) => {
      return new VerifyError(`${part}: byte ${at} (${escapeByte(text[at])}) ${problem}`);
    };
    const rest = text.length % 4;
    const last = text.length - 1;
    const isLetter = (byte) => VALUES.has(byte);
    // An extra character at the end, such as a line break, is reported before anything else except padding.
    const extra = rest === 1 && !isLetter(text[last]) && text[last] !== 0x3d;
    const odd = extra ? last : text.findIndex((byte) => !isLetter(byte));
    if (odd >= 0) throw wrong(odd, misplaced(text[odd]));
    if (rest === 1) {
      throw new VerifyError(`${part}: ${text.length} characters cannot be base64url: the end is missing`);
    }
    const bytes = [];
    let bits = 0, count = 0;
    for (const byte of text) {
      bits = (bits << 6) | VALUES.get(byte);
      count += 6;
      if (count >= 8) {
        count -= 8;
        bytes.push(bits >> count);
        bits &= (1 << count) - 1;
      }
    }
    if (bits !== 0) throw wrong(last, 'is the last character and has bits set that encode nothing');
    return Uint8Array.from(bytes);
  }

  function encodeBase64url(bytes) {
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  }

  function parseObject(part, bytes) {
    const error = (offset, problem) => {
      return new VerifyError(`${part}: not valid JSON at byte ${offset} of the decoded text: ${problem}`);
    };
    let value;
    try {
      value = StrictJson.parse(bytes);
    } catch (problem) {
      if (!(problem instanceof StrictJson.JsonError)) throw problem;
      throw error(problem.offset, problem.message);
    }
    if (!(value instanceof Map)) throw error(0, 'it is not an object');
    return value;
  }

  // --- The issuer's keys. RFC 7517

  // The keys of a JWK Set, each with the algorithms that it may verify, or with its defect. Throws if the
  // text is not a JWK Set.
  function readKeys(text) {
    const set = StrictJson.parse(bytesOf(text), {unique: false});
    const list = set instanceof Map ? set.get('keys') : undefined;
    if (!Array.isArray(list)) throw new Error('it is not a JSON object with an array "keys"');
    const all = list.map(readKey);
    // Usable keys first, so that others cannot take their places.
    const usable = all.filter(({defect}) => !defect);
    return [...usable, ...all.filter(({defect}) => defect)].slice(0, MAX_KEYS);
  }

  const isText = (value) => typeof value === 'string';

  function readKey(jwk) {
    if (!(jwk instanceof Map)) return {defect: 'it is not a JWK'};
    const kid = isText(jwk.get('kid')) ? jwk.get('kid') : undefined;
    try {
      return {kid, ...parseKey(jwk)};
    } catch (refusal) {
      if (!(refusal instanceof VerifyError)) throw refusal;
      return {kid, defect: refusal.message};
    }
  }

  function parseKey(jwk) {
    const optional = (name) => jwk.get(name) ?? null;
    const [use, alg] = ['use', 'alg'].map(optional);
    const texts = ['use', 'alg', 'n', 'e'].map(optional);
    const operations = optional('key_ops');
    const wellTyped = isText(jwk.get('kty'))
      && texts.every((value) => value === null || isText(value))
      && (operations === null || (Array.isArray(operations) && operations.every(isText)));
    if (!wellTyped) refuse('it is not a JWK');
    if (use !== null && use !== 'sig') refuse('its use is not sig');
    if (operations !== null && !operations.includes('verify')) refuse('its key_ops lack verify');
    const kinds = {RSA: rsaKey, EC: curveKey, OKP: curveKey};
    const kty = jwk.get('kty');
    if (!Object.hasOwn(kinds, kty)) refuse('its kty is not RSA, EC or OKP');
    const key = kinds[kty](jwk);
    const algorithms = key.algorithms.filter((algorithm) => alg === null || alg === algorithm);
    if (algorithms.length === 0) refuse(OTHER_ALGORITHM);
    return {...key, algorithms};
  }

  const OTHER_ALGORITHM = "it is not for the token's alg";

  function rsaKey(jwk) {
    const [n, e] = [jwk.get('n'), jwk.get('e')];
    const [modulus, exponent] = [number(n), number(e)];
    if (!modulus || !exponent) refuse('its n or e is absent or not a Base64urlUInt');
    const bits = modulus.length * 8 - Math.clz32(modulus[0]) + 24;
    if (bits < MIN_BITS) refuse(`it has fewer than ${MIN_BITS} bits`);
    if (bits > MAX_BITS) refuse(`it has more than ${MAX_BITS} bits`);
    const value = bigInt(exponent);
    if (value < 3n || value % 2n === 0n || value >= 2n ** 32n) {
      refuse('its e is not an odd number from 3 to 2^32');
    }
    const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
    return {algorithms, jwk: {kty: 'RSA', n, e}};
  }

  // Keys on elliptic curves. RFC 7518 §6.2, RFC 8037 §2

  const CURVES = {
    'EC P-256': {
      algorithms: ['ES256'], length: 32, p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    },
    'EC P-384': {
      algorithms: ['ES384'], length: 48, p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    },
    'OKP Ed25519': {algorithms: ['EdDSA'], length: 32},
  };

  function curveKey(jwk) {
    const [kty, crv, x, y] = ['kty', 'crv', 'x', 'y'].map((name) => jwk.get(name));
    if (!Object.hasOwn(CURVES, `${kty} ${crv}`)) refuse('its crv is not P-256, P-384 or Ed25519');
    const {algorithms, length, p, b} = CURVES[`${kty} ${crv}`];
    const onCurve = () => {
      const bytes = (kty === 'EC' ? [x, y] : [x]).map((text) => decodeBase64url('', isText(text) ? text : ''));
      if (bytes.some((coordinate) => coordinate.length !== length)) return false;
      if (kty === 'OKP') return true;
      const [a, c] = bytes.map(bigInt);
      return a < p && c < p && (c * c - (a * a * a - 3n * a + b)) % p === 0n;
    };
    let fits = false;
    try {
      fits = onCurve();
    } catch (problem) {
      if (!(problem instanceof VerifyError)) throw problem;
    }
    if (!fits) refuse('its x and y are not a point of its crv');
    return {algorithms, jwk: kty === 'EC' ? {kty, crv, x, y} : {kty, crv, x}};
  }

  const bigInt = (bytes) => bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);

  // Base64urlUInt: no leading zero. RFC 7518 §2
  function number(text) {
    try {
      const bytes = decodeBase64url('', text ?? '');
      return bytes[0] ? bytes : null;
    } catch {
      return null;
    }
  }

  // What Web Cryptography calls an algorithm.
  function named(alg) {
    const [family, size] = [alg.slice(0, 2), Number(alg.slice(2))];
    const hash = `SHA-${size}`;
    switch (family) {
      case 'RS': return {name: 'RSASSA-PKCS1-v1_5', hash};
      case 'PS': return {name: 'RSA-PSS', hash, saltLength: size / 8};
      case 'ES': return {name: 'ECDSA', hash, namedCurve: `P-${size}`};
      default: return {name: 'Ed25519'};
    }
  }

  async function signed({jwk}, alg, input, signature) {
    try {
      const key = await crypto.subtle.importKey('jwk', {...jwk, ext: true}, named(alg), false, ['verify']);
      return await crypto.subtle.verify(named(alg), key, signature, bytesOf(input));
    } catch {
      return false; // numbers that are not a key
    }
  }

  // --- Claims. RFC 7519 §4, RFC 9068 §2.2

  function typeOf(value) {
    if (value === null) return 'null';
    if (typeof value === 'boolean') return `boolean \`${value}\``;
    if (typeof value === 'bigint') return `integer \`${value}\``;
    if (typeof value === 'number') return `floating point \`${printDouble(value)}\``;
    if (typeof value === 'string') return `string ${debug(value)}`;
    return Array.isArray(value) ? 'sequence' : 'map';
  }

  // As serde_json prints it: with a point, and with an exponent if it is far out.
  function printDouble(value) {
    const [digits, power] = Math.abs(value).toExponential().split('e');
    const sign = value < 0 || Object.is(value, -0) ? '-' : '';
    const exponent = Number(power);
    if (value !== 0 && (exponent < -5 || exponent > 15)) {
      return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
    }
    const plain = digits.replace('.', '');
    if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${plain}`;
    const whole = plain.slice(0, exponent + 1).padEnd(exponent + 1, '0');
    return `${sign}${whole}.${plain.slice(exponent + 1) || '0'}`;
  }

  const wrongType = (value, expected) => {
    return new VerifyError(`payload: ${cut(`invalid type: ${typeOf(value)}, expected ${expected}`)}`);
  };

  const text = (value) => {
    if (typeof value !== 'string') throw wrongType(value, 'a string');
    return value;
  };

  const optionalText = (value) => value === null ? undefined : text(value);

  // Seconds since 1970, without their fraction. RFC 7519 §2, NumericDate
  const date = (value) => {
    if (typeof value !== 'bigint' && typeof value !== 'number') throw wrongType(value, 'a JSON number');
    if (typeof value === 'bigint' && value >= 0n) return value;
    if (typeof value === 'number' && value >= 0 && value < 2 ** 53) return BigInt(Math.trunc(value));
    throw new VerifyError('payload: invalid value: such a number, expected seconds since 1970');
  };

  const oneOrMany = (value) => {
    if (typeof value === 'string') return [value];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw new VerifyError('payload: `aud` is neither a string nor an array of strings');
  };

  // The members that have a type here, in their order; then those that must not be absent.
  function readTyped(members, types, required) {
    const claims = {};
    for (const [name, value] of members) {
      if (Object.hasOwn(types, name)) claims[name] = types[name](value);
    }
    for (const name of required) {
      if (!Object.hasOwn(claims, name)) throw new VerifyError(`payload: missing field \`${name}\``);
    }
    return claims;
  }

  function readClaims(members) {
    const types = {
      exp: date, iat: date, nbf: date, jti: optionalText, iss: text, aud: oneOrMany,
      sub: optionalText, typ: optionalText, client_id: optionalText,
    };
    return readTyped(members, types, ['exp', 'iss', 'aud']);
  }

  // Text with names, or an array of names. Anything else grants nothing.
  function readScope(value) {
    if (value === undefined) return {granted: []};
    if (isText(value)) return {granted: value.split(' ')};
    if (Array.isArray(value) && value.every(isText)) return {granted: value};
    const unreadable = '; the claim "scope" is neither text nor an array of text (OAUTH_SCOPE_CLAIMS)';
    return {granted: [], unreadable};
  }

  // --- The checks

  const saturatingAdd = (a, b) => a + b > MAX_U64 ? MAX_U64 : a + b;

  // A member of the header that must be a string if it is present.
  function headerText(header, name) {
    const value = header.get(name);
    if (value !== undefined && typeof value !== 'string') refuse(`header: ${name} is not a string`);
    return value;
  }

  // Checks that need no key come first, so that nonsense costs nothing. The payload is not even decoded
  // until the signature is verified: until then anyone may have written it.
  const CHECKS = [
    {
      id: 'size', group: 'The form', rfc: 'RFC 9110 §5.4',
      title: 'It has no more than 16384 bytes',
      run(it) {
        const bytes = bytesOf(it.token).length;
        if (bytes > MAX_TOKEN) {
          refuse(`the token has ${bytes} bytes, more than the ${MAX_TOKEN} that are allowed`);
        }
      },
    },
    {
      id: 'parts', group: 'The form', rfc: 'RFC 7515 §7.1',
      title: 'It has three parts, separated by dots',
      run(it) {
        const parts = it.token.split('.');
        const found = parts.length;
        const hints = {
          1: ': it may be an opaque token, which only its issuer can read (step 05)',
          5: ': it is encrypted (JWE, RFC 7516), and only its recipient can read it',
        };
        if (found !== 3) {
          const hint = hints[found] ?? '';
          refuse(`a signed JWT has 3 parts separated by dots, this has ${found}${hint}`);
        }
        [it.header64, it.payload64, it.signature64] = parts;
      },
    },
    {
      id: 'header-base64', group: 'The header', rfc: 'RFC 7515 §2',
      title: 'The first part is base64url',
      run(it) {
        it.headerBytes = decodeBase64url('header', it.header64);
      },
    },
    {
      id: 'header-json', group: 'The header', rfc: 'RFC 7515 §4',
      title: 'It is a JSON object in which no name occurs twice',
      run(it) {
        it.header = parseObject('header', it.headerBytes);
      },
    },
    {
      id: 'crit', group: 'The header', rfc: 'RFC 7515 §4.1.11',
      title: 'It requires no extension',
      run(it) {
        if (it.header.has('crit')) refuse('header: crit requires an extension, and none is supported');
      },
    },
    {
      id: 'alg', group: 'The header', rfc: 'RFC 8725 §3.1',
      title: 'alg is one that this API allows: RS256',
      run(it) {
        it.alg = headerText(it.header, 'alg') ?? '';
        if (!it.algorithms.includes(it.alg)) refuse(`header: alg ${quoted(it.alg)} is not allowed`);
      },
    },
    {
      id: 'typ', group: 'The header', rfc: 'RFC 9068 §2.1',
      title: 'typ is absent, or that of an access token',
      run(it) {
        const typ = headerText(it.header, 'typ');
        const known = ['jwt', 'at+jwt', 'application/at+jwt'];
        if (typ !== undefined && !known.includes(typ.toLowerCase())) {
          refuse(`header: typ ${quoted(typ)} is not that of an access token`);
        }
      },
    },
    {
      id: 'kid', group: 'The header', rfc: 'RFC 7515 §4.1.4',
      title: 'kid is absent, or names a key',
      run(it) {
        it.kid = headerText(it.header, 'kid');
      },
    },
    {
      id: 'signature-base64', group: 'The signature', rfc: 'RFC 7515 §2',
      title: 'The third part is base64url',
      run(it) {
        it.signature = decodeBase64url('signature', it.signature64);
      },
    },
    {
      id: 'key', group: 'The signature', rfc: 'RFC 7517 §4.5',
      title: "The issuer's key set has a key with that name",
      run(it) {
        if (!it.keys) refuse('there is no key set to look into: the API requires one');
        it.named = it.keys.filter(({kid}) => it.kid === undefined || kid === it.kid);
        if (it.kid !== undefined && it.named.length === 0) {
          refuse(`kid ${quoted(it.kid)} is not among the issuer's keys`);
        }
      },
    },
    {
      id: 'key-use', group: 'The signature', rfc: 'RFC 7517 §4',
      title: 'That key may be used to verify such tokens; without a kid, one key alone may',
      run(it) {
        it.fitting = it.named.filter(({algorithms}) => algorithms?.includes(it.alg));
        const fitting = it.fitting.length;
        if (it.kid === undefined && fitting !== 1) {
          refuse(`header: kid is absent, and ${fitting} of the issuer's keys fit alg instead of one`);
        }
        if (fitting === 0) {
          const defect = it.named[0].defect ?? OTHER_ALGORITHM;
          refuse(`key ${quoted(it.kid)} must not verify this token: ${defect}`);
        }
      },
    },
    {
      id: 'signature', group: 'The signature', rfc: 'RFC 7515 §5.2',
      title: 'That key made the signature, for exactly these bytes',
      async run(it) {
        const input = `${it.header64}.${it.payload64}`;
        for (const key of it.fitting) {
          if (await signed(key, it.alg, input, it.signature)) return;
        }
        refuse('the signature does not verify');
      },
    },
    {
      id: 'payload-base64', group: 'The claims', rfc: 'RFC 7515 §2',
      title: 'The second part is base64url',
      run(it) {
        it.payloadBytes = decodeBase64url('payload', it.payload64);
      },
    },
    {
      id: 'payload-json', group: 'The claims', rfc: 'RFC 7519 §7.2',
      title: 'It is a JSON object in which no name occurs twice',
      run(it) {
        it.payload = parseObject('payload', it.payloadBytes);
      },
    },
    {
      id: 'claims', group: 'The claims', rfc: 'RFC 9068 §2.2',
      title: 'The required claims are present, and each has its type',
      run(it) {
        it.claims = readClaims(it.payload);
      },
    },
    {
      id: 'iss', group: 'The claims', rfc: 'RFC 7519 §4.1.1',
      title: 'iss is the issuer that this API trusts',
      run(it) {
        const {iss} = it.claims;
        if (iss !== it.issuer) refuse(`iss is ${quoted(iss)}, expected ${debug(it.issuer)}`);
      },
    },
    {
      id: 'aud', group: 'The claims', rfc: 'RFC 7519 §4.1.3',
      title: "aud contains this API's name",
      run(it) {
        const {aud} = it.claims;
        if (!aud.includes(it.audience)) {
          refuse(`aud is ${quoted(aud.join(' '))}, expected ${debug(it.audience)} among it`);
        }
      },
    },
    {
      id: 'exp', group: 'The claims', rfc: 'RFC 7519 §4.1.4',
      title: 'exp is in the future, or less than 60 seconds ago',
      run(it) {
        const {exp} = it.claims;
        if (it.now >= saturatingAdd(exp, LEEWAY)) refuse(`expired: exp ${exp}, now ${it.now}`);
      },
    },
    {
      id: 'nbf', group: 'The claims', rfc: 'RFC 7519 §4.1.5',
      title: 'nbf is absent, or at most 60 seconds ahead',
      run(it) {
        const {nbf} = it.claims;
        if (nbf > saturatingAdd(it.now, LEEWAY)) refuse(`not yet valid: nbf ${nbf}, now ${it.now}`);
      },
    },
    {
      id: 'iat', group: 'The claims', rfc: 'RFC 7519 §4.1.6',
      title: 'iat is absent, or at most 60 seconds ahead',
      run(it) {
        const {iat} = it.claims;
        if (iat > saturatingAdd(it.now, LEEWAY)) refuse(`issued in the future: iat ${iat}, now ${it.now}`);
      },
    },
    {
      id: 'payload-typ', group: 'The claims', rfc: 'RFC 8725 §3.12',
      title: 'typ in the payload is absent, Bearer, or DPoP with a cnf: no ID, refresh or logout token',
      run(it) {
        const {typ} = it.claims;
        const bound = typ === 'DPoP' && it.payload.has('cnf');
        if (typ !== undefined && typ !== 'Bearer' && !bound) {
          refuse(`typ ${quoted(typ)} in the payload: not an access token`);
        }
      },
    },
    {
      id: 'cnf', group: 'The claims', rfc: 'RFC 7800 §3',
      title: 'cnf is absent: the token is not bound to a key or certificate',
      run(it) {
        if (it.payload.has('cnf')) {
          refuse('cnf: the token is bound to a key or certificate, and no proof of it was verified');
        }
      },
    },
    {
      id: 'scope', group: 'The route, in step 04', rfc: 'RFC 6750 §3.1',
      title: 'scope has what the route requires',
      run(it) {
        const {granted, unreadable} = readScope(it.payload.get('scope'));
        const needed = it.scope.split(' ').filter((name) => name !== '');
        if (!needed.every((name) => granted.includes(name))) {
          refuse(`insufficient scope: needs ${it.scope}${unreadable ?? ''}`);
        }
      },
    },
  ];

  // What may follow `Bearer` in an Authorization header. RFC 6750 §2.1
  const B64TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

  // Runs the checks in order, up to the first that fails.
  async function run(checks, it) {
    const results = [];
    let failed, reason;
    for (const check of checks) {
      const {id} = check;
      if (failed) {
        results.push({id, outcome: 'not reached'});
        continue;
      }
      try {
        await check.run(it);
        results.push({id, outcome: 'passed'});
      } catch (refusal) {
        if (!(refusal instanceof VerifyError)) throw refusal;
        [failed, reason] = [id, refusal.message];
        results.push({id, outcome: 'refused', reason});
      }
    }
    return {failed, reason, results};
  }

  // The API's response to a request with a token, by these checks. `input` has the token, what the API requires
  // (issuer, audience, scope), now in seconds as a BigInt, and keys from readKeys.
  async function respond(checks, input) {
    const result = await run(checks, {algorithms: ['RS256'], ...input});
    let status = 200;
    if (!B64TOKEN.test(input.token)) status = 400;
    else if (result.failed) status = result.failed === 'scope' ? 403 : 401;
    return {status, ...result};
  }

  globalThis.Verifier = {
    CHECKS, VerifyError, bytesOf, debug, decodeBase64url, encodeBase64url, isText, optionalText, parseKey, parseObject,
    quoted, readKeys, readTyped, refuse, respond, run, saturatingAdd, signed, text, wrongType,
    verify: (input) => respond(CHECKS, input),
  };
})();
