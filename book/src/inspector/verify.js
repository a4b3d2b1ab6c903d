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

  // The keys of a JWK Set by kid, each usable or with its defect. Throws if the text is not a JWK Set.
  function readKeys(text) {
    const set = StrictJson.parse(bytesOf(text), {unique: false});
    const list = set instanceof Map ? set.get('keys') : undefined;
    if (!Array.isArray(list)) throw new Error('it is not a JSON object with an array "keys"');
    const named = list.filter((jwk) => jwk instanceof Map && typeof jwk.get('kid') === 'string');
    const all = named.map((jwk) => [jwk.get('kid'), readKey(jwk)]);
    // Usable keys first, so that others cannot take their places. Of two with the same name, the first.
    const keys = new Map();
    for (const [kid, key] of [...all.filter(([, key]) => !key.defect), ...all.filter(([, key]) => key.defect)]) {
      if (keys.size < MAX_KEYS && !keys.has(kid)) keys.set(kid, key);
    }
    return keys;
  }

  function readKey(jwk) {
    const isText = (value) => typeof value === 'string';
    const optional = (name) => jwk.get(name) ?? null;
    const texts = ['use', 'alg', 'n', 'e'].map(optional);
    const operations = optional('key_ops');
    const wellTyped = isText(jwk.get('kty'))
      && texts.every((value) => value === null || isText(value))
      && (operations === null || (Array.isArray(operations) && operations.every(isText)));
    if (!wellTyped) return {defect: 'it is not a JWK'};
    const [use, alg, n, e] = texts;
    if (jwk.get('kty') !== 'RSA') return {defect: 'its kty is not RSA'};
    if (use !== null && use !== 'sig') return {defect: 'its use is not sig'};
    if (operations !== null && !operations.includes('verify')) return {defect: 'its key_ops lack verify'};
    const [modulus, exponent] = [number(n), number(e)];
    if (!modulus || !exponent) return {defect: 'its n or e is absent or not a Base64urlUInt'};
    const bits = modulus.length * 8 - Math.clz32(modulus[0]) + 24;
    if (bits < MIN_BITS) return {defect: `it has fewer than ${MIN_BITS} bits`};
    if (bits > MAX_BITS) return {defect: `it has more than ${MAX_BITS} bits`};
    const value = exponent.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
    if (value < 3n || value % 2n === 0n || value >= 2n ** 32n) {
      return {defect: 'its e is not an odd number from 3 to 2^32'};
    }
    return {alg, n, e};
  }

  // Base64urlUInt: no leading zero. RFC 7518 §2
  function number(text) {
    try {
      const bytes = decodeBase64url('', text ?? '');
      return bytes[0] ? bytes : null;
    } catch {
      return null;
    }
  }

  async function signed({n, e}, input, signature) {
    const algorithm = {name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256'};
    try {
      const jwk = {kty: 'RSA', n, e, alg: 'RS256', ext: true};
      const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
      return await crypto.subtle.verify(algorithm, key, signature, bytesOf(input));
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

  function readClaims(members) {
    const types = {
      exp: date, iat: date, nbf: date, jti: optionalText, iss: text, aud: oneOrMany,
      sub: optionalText, typ: optionalText, scope: text, client_id: optionalText,
    };
    const claims = {};
    for (const [name, value] of members) {
      if (Object.hasOwn(types, name)) claims[name] = types[name](value);
    }
    for (const name of ['exp', 'iss', 'aud']) {
      if (!Object.hasOwn(claims, name)) throw new VerifyError(`payload: missing field \`${name}\``);
    }
    return {scope: '', ...claims};
  }

  // --- The checks

  const refuse = (reason) => {
    throw new VerifyError(reason);
  };

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
        const alg = headerText(it.header, 'alg') ?? '';
        if (alg !== 'RS256') refuse(`header: alg ${quoted(alg)} is not allowed`);
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
      title: 'kid names a key',
      run(it) {
        it.kid = headerText(it.header, 'kid') ?? refuse('header: kid is absent');
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
        it.key = it.keys.get(it.kid) ?? refuse(`kid ${quoted(it.kid)} is not among the issuer's keys`);
      },
    },
    {
      id: 'key-use', group: 'The signature', rfc: 'RFC 7517 §4',
      title: 'That key may be used to verify such tokens',
      run(it) {
        const other = it.key.alg != null && it.key.alg !== 'RS256';
        const defect = it.key.defect ?? (other ? "its alg is not the token's" : undefined);
        if (defect) refuse(`key ${quoted(it.kid)} must not verify this token: ${defect}`);
      },
    },
    {
      id: 'signature', group: 'The signature', rfc: 'RFC 7515 §5.2',
      title: 'That key made the signature, for exactly these bytes',
      async run(it) {
        const input = `${it.header64}.${it.payload64}`;
        if (!await signed(it.key, input, it.signature)) refuse('the signature does not verify');
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
      title: 'typ in the payload is absent, or Bearer: no ID, refresh or logout token',
      run(it) {
        const {typ} = it.claims;
        if (typ !== undefined && typ !== 'Bearer') {
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
        const granted = it.claims.scope.split(' ');
        const needed = it.scope.split(' ').filter((name) => name !== '');
        if (!needed.every((name) => granted.includes(name))) refuse(`insufficient scope: needs ${it.scope}`);
      },
    },
  ];

  // What may follow `Bearer` in an Authorization header. RFC 6750 §2.1
  const B64TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

  // Runs the checks in order, up to the first that fails.
  //
  // `it` has the token, what the API requires (issuer, audience, scope), now in seconds as a BigInt,
  // and keys from readKeys.
  async function verify({token, issuer, audience, scope, now, keys}) {
    const it = {token, issuer, audience, scope, now, keys};
    const results = [];
    let failed, reason;
    for (const {id} of CHECKS) {
      if (failed) {
        results.push({id, outcome: 'not reached'});
        continue;
      }
      try {
        await CHECKS[results.length].run(it);
        results.push({id, outcome: 'passed'});
      } catch (refusal) {
        if (!(refusal instanceof VerifyError)) throw refusal;
        [failed, reason] = [id, refusal.message];
        results.push({id, outcome: 'refused', reason});
      }
    }
    let status = 200;
    if (!B64TOKEN.test(token)) status = 400;
    else if (failed) status = failed === 'scope' ? 403 : 401;
    return {status, failed, reason, results};
  }

  globalThis.Verifier = {
    CHECKS, verify, readKeys, decodeBase64url, encodeBase64url, parseObject, VerifyError,
  };
})();
