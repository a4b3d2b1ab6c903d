// The page: passes the inputs to the verifier, and shows the result.
'use strict';
document.addEventListener('DOMContentLoaded', () => {
  const root = document.getElementById('inspector');
  const at = (name) => document.getElementById(`inspector-${name}`);
  const {readKeys, decodeBase64url, encodeBase64url, parseObject} = globalThis.Verifier;

  // What a reader can inspect: its checks, and what is said about their result.
  const STATUS = {
    200: '✓ 200: accepted. The issuer wrote the claims, and they allow this.',
    400: '✗ 400 invalid_request: no token has such characters. Step 04 does not even call step 03.',
    401: '✗ 401 invalid_token: refused',
    403: '✗ 403 insufficient_scope: the token is valid, but not for this route',
  };
  const KINDS = {
    token: {
      ...globalThis.Verifier,
      what: 'token',
      verdict: (status) => STATUS[status],
      trust: 'The signature is valid: the issuer wrote this.',
      trusted: (failed) => failed === 'scope',
      log: (reason) => `The server's log says: ${reason}`,
    },
    assertion: {
      ...globalThis.Assertion,
      what: 'assertion',
      verdict: (status) => status === 200
        ? '✓ The client is authenticated, unless the server has seen this jti before.'
        : `✗ ${status} invalid_client: refused`,
      trust: 'The signature is valid: the client wrote this.',
      trusted: (failed) => ['aud', 'exp', 'iat', 'jti'].includes(failed),
      log: (reason, status) => status === 401
        ? `${reason}. The client is told only: Invalid client or Invalid client credentials`
        : `The client is told: ${reason}`,
    },
    proof: {
      ...globalThis.Proof,
      what: 'token',
      verdict: (status, failed) => {
        if (status === 200) return '✓ 200: accepted, unless the API has seen this jti before. The sender has the key.';
        const isProof = status === 401 && failed.startsWith('proof');
        return isProof ? '✗ 401 invalid_dpop_proof: refused' : STATUS[status];
      },
      trust: 'The signatures are valid: the issuer wrote the token, and the client the proof.',
      trusted: (failed) => failed === 'scope' || /^proof-(claims|htm|htu|iat|ath)$/.test(failed ?? ''),
      log: (reason) => `The server's log says: ${reason}`,
    },
  };
  const kindName = () => root.querySelector('[name=inspector-kind]:checked').value;
  const kind = () => KINDS[kindName()];

  // An element with attributes and children. Text stays text: nothing of a token is ever HTML.
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  // --- Time

  const machine = () => Math.floor(Date.now() / 1000);

  function now() {
    if (at('clock').checked) return machine();
    const time = Date.parse(`${at('now').value}Z`);
    return Number.isNaN(time) ? machine() : Math.max(Math.floor(time / 1000), 0);
  }

  function showClock() {
    at('now').value = new Date(machine() * 1000).toISOString().slice(0, 19);
  }

  function describeTime(value, instant) {
    const seconds = Number(value);
    const date = new Date(seconds * 1000);
    if (Number.isNaN(date.getTime())) return 'beyond all dates';
    const text = date.toISOString().replace('.000Z', 'Z').replace('T', ' ').replace('Z', ' UTC');
    const left = Math.trunc(seconds - instant);
    // The two largest units are enough: 1 d 2 h, 4 min 59 s.
    let size = Math.abs(left);
    const words = [];
    for (const [unit, name] of [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']]) {
      if (size >= unit) words.push(`${Math.floor(size / unit)} ${name}`);
      size %= unit;
    }
    if (left === 0) return `${text}, now`;
    const distance = words.slice(0, 2).join(' ');
    return `${text}, ${left > 0 ? `in ${distance}` : `${distance} ago`}`;
  }

  // --- The contents of the token

  function reference(rfc) {
    const match = /^RFC (\d+)(?: §(.+))?$/.exec(rfc);
    if (!match) return null;
    const [, number, section] = match;
    const href = `https://www.rfc-editor.org/rfc/rfc${number}${section ? `#section-${section}` : ''}`;
    return make('a', {href}, rfc);
  }

  function member(of, part, name, value, instant) {
    const known = [Meanings[of][part], Meanings.token[part]].find((list) => Object.hasOwn(list, name));
    const [meaning, who, rfc] = known ? known[name] : Meanings.unknown;
    const isTime = part === 'payload' && ['exp', 'nbf', 'iat'].includes(name);
    const numeric = typeof value === 'bigint' || typeof value === 'number';
    return make('div', {class: 'inspector-member'},
      make('dt', {}, make('code', {}, name)),
      make('dd', {},
        make('code', {class: 'inspector-value'}, StrictJson.print(value)),
        isTime && numeric ? make('span', {class: 'inspector-time'}, describeTime(value, instant)) : null,
        make('span', {class: 'inspector-meaning'}, `${meaning} ${who} `, reference(rfc) ?? '')));
  }

  function hex(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  }

  function decoded(of, part, segment, instant) {
    let bytes;
    try {
      bytes = decodeBase64url(part, segment);
    } catch (refusal) {
      return [make('p', {class: 'inspector-bad'}, `✗ ${refusal.message}`)];
    }
    const label = `${part}, bytes in hexadecimal`;
    const raw = make('pre', {class: 'inspector-hex', tabindex: '0', 'aria-label': label}, hex(bytes));
    if (part === 'signature') {
      const note = `${bytes.length} bytes, which mean nothing alone: they belong to the two`
        + ' parts before and to one key, or they do not.';
      return [make('p', {class: 'inspector-note'}, note), raw];
    }
    try {
      const members = [...parseObject(part, bytes)];
      const list = members.map(([name, value]) => member(of, part, name, value, instant));
      const sent = {tabindex: '0', 'aria-label': `${part}, as it was sent`};
      const text = make('pre', sent, new TextDecoder().decode(bytes));
      return [
        make('dl', {}, ...list),
        make('details', {}, make('summary', {}, 'As it was sent'), text),
      ];
    } catch (refusal) {
      return [make('p', {class: 'inspector-bad'}, `✗ ${refusal.message}`), raw];
    }
  }

  const PARTS = {
    header: 'how it is signed',
    payload: 'the claims',
    signature: 'over the two parts before',
  };

  // The parts of a token, an assertion or a proof. `of` is which of them.
  function partsOf(of, token, instant) {
    const segments = token.split('.');
    if (segments.length !== 3) return [];
    const parts = Object.entries(PARTS).map(([part, meaning], index) => {
      const segment = segments[index] ?? '';
      const title = `inspector-${of}-${part}`;
      const encoded = {class: 'inspector-segment', tabindex: '0', 'aria-label': `${part}, encoded`};
      const letters = make('p', encoded, segment || '(empty)');
      return make('section', {class: `inspector-part inspector-${part}`, 'aria-labelledby': title},
        make('h3', {id: title}, `${index + 1}. ${part}`, make('small', {}, meaning)),
        letters, ...decoded(of, part, segment, instant));
    });
    const names = {token: 'The token', assertion: 'The assertion', proof: 'The proof'};
    return kindName() === 'proof' ? [make('h3', {class: 'inspector-of'}, names[of]), ...parts] : parts;
  }

  function showParts(all, instant) {
    const parts = all.flatMap(([of, token]) => partsOf(of, token, instant));
    const open = [...at('says').querySelectorAll('details')].map((it) => it.open);
    at('says').replaceChildren(...parts);
    at('says').querySelectorAll('details').forEach((it, index) => {
      it.open = open[index] ?? false;
    });
  }

  // --- The result

  const OUTCOMES = {passed: '✓ passed', refused: '✗ refused', 'not reached': '– not reached'};

  function showChecks(results) {
    const reached = [];
    const others = [];
    kind().CHECKS.forEach(({id, group, title, rfc}, index) => {
      const {outcome, reason} = results[index] ?? {outcome: 'not reached'};
      const item = make('li', {'data-check': id, 'data-outcome': outcome, value: String(index + 1)},
        make('span', {class: 'inspector-outcome'}, OUTCOMES[outcome]),
        make('span', {class: 'inspector-title'}, title, ' ', reference(rfc) ?? ''),
        reason ? make('span', {class: 'inspector-why'}, reason) : null);
      const groups = outcome === 'not reached' ? others : reached;
      if (groups.at(-1)?.group !== group) groups.push({group, items: []});
      groups.at(-1).items.push(item);
    });
    const lists = (groups) => groups.flatMap(({group, items}) => [
      make('h3', {}, group), make('ol', {}, ...items),
    ]);
    const open = at('checks').querySelector('details')?.open ?? false;
    const count = others.reduce((sum, {items}) => sum + items.length, 0);
    // Without a token there is nothing but these.
    const folded = reached.length === 0 ? lists(others) : [
      ...lists(reached),
      count === 0 ? '' : make('details', open ? {open: ''} : {},
        make('summary', {}, `${count} more ${count === 1 ? 'check was' : 'checks were'} not reached`),
        ...lists(others)),
    ];
    at('checks').replaceChildren(...folded);
  }

  // Only if it is new, so that a screen reader says it once and not every second.
  function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function showVerdict({status, failed, reason}) {
    const {CHECKS, verdict, log, trust, trusted} = kind();
    const number = CHECKS.findIndex(({id}) => id === failed) + 1;
    const [, scheme] = /^\s*(bearer|dpop)\s/i.exec(at('token').value) ?? [];
    const withScheme = scheme !== undefined;
    const text = withScheme
      ? `✗ 400: remove the word ${scheme}, and paste only the token.`
      : verdict(status, failed);
    say(at('verdict'), failed && !withScheme ? `${text}, by check ${number}` : text);
    at('verdict').dataset.status = status;
    at('verdict').dataset.failed = failed ?? '';
    say(at('reason'), failed ? log(reason, status) : '');
    const verified = status === 200 || trusted(failed);
    say(at('trust'), verified ? trust : 'Not verified: anyone may have written this.');
  }

  function showNothing() {
    say(at('verdict'), `There is no ${kind().what} yet.`);
    delete at('verdict').dataset.status;
    delete at('verdict').dataset.failed;
    for (const name of ['reason', 'trust']) say(at(name), '');
    at('says').replaceChildren();
    showChecks([]);
  }

  // Why no key set came, until the reader does something else.
  let problem = '';

  function sayKeys(text) {
    say(at('keys'), problem || text);
  }

  function keys() {
    const text = at('jwks').value.trim();
    if (text === '') {
      sayKeys('Without a key set no signature can be checked.');
      return undefined;
    }
    try {
      const keys = readKeys(text);
      const usable = keys.filter(({defect}) => !defect).length;
      const count = `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`;
      sayKeys(`${count}, ${usable} of them for verifying ${kind().what}s.`);
      return keys;
    } catch (error) {
      sayKeys(`✗ This is not a key set: ${error.message}`);
      return undefined;
    }
  }

  const FIELDS = ['issuer', 'audience', 'client', 'scope', 'method'];

  // The latest call wins, because an earlier one may end later.
  let turn = 0;
  let shown = '';

  async function update() {
    const mine = turn += 1;
    const token = at('token').value.trim();
    const instant = now();
    const proof = at('proof').value.trim();
    const input = {
      token, assertion: token, proof, url: at('request').value, now: BigInt(instant), keys: keys(),
      ...Object.fromEntries(FIELDS.map((name) => [name, at(name).value])),
    };
    if (token === '') {
      shown = '';
      return showNothing();
    }
    const result = await kind().verify(input);
    if (mine !== turn) return;
    showVerdict(result);
    const state = JSON.stringify([kindName(), token, proof, instant, result]);
    // A reader may have selected something, so what has not changed is not replaced.
    if (state === shown) return;
    shown = state;
    showChecks(result.results);
    const all = [[kind().what, token]];
    if (kindName() === 'proof') all.push(['proof', proof]);
    showParts(all, instant);
  }

  // --- Making tokens

  const RS256 = {name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256'};
  const bytesOf = (text) => new TextEncoder().encode(text);
  const encode = (value) => {
    return encodeBase64url(bytesOf(typeof value === 'string' ? value : JSON.stringify(value)));
  };
  const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const realmKey = () => Published.jwks.keys[0];

  async function publishedKey() {
    return crypto.subtle.importKey('pkcs8', fromBase64(Published.privateKey), RS256, false, ['sign']);
  }

  async function strangersKey() {
    const algorithm = {...RS256, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1)};
    return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  }

  const ES256 = {name: 'ECDSA', namedCurve: 'P-256'};

  async function clientsKey() {
    return crypto.subtle.importKey('pkcs8', fromBase64(Published.clientPrivateKey), ES256, false, ['sign']);
  }

  const newPair = () => crypto.subtle.generateKey(ES256, true, ['sign', 'verify']);

  async function publicHalf({publicKey}) {
    const {crv, kty, x, y} = await crypto.subtle.exportKey('jwk', publicKey);
    return {crv, kty, x, y};
  }

  async function sign(key, header, payload) {
    const input = `${encode(header)}.${encode(payload)}`;
    const algorithm = {name: key.algorithm.name, hash: 'SHA-256'};
    const signature = await crypto.subtle.sign(algorithm, key, bytesOf(input));
    return `${input}.${encodeBase64url(new Uint8Array(signature))}`;
  }

  const goodHeader = () => ({alg: 'RS256', typ: 'JWT', kid: realmKey().kid});

  function goodClaims() {
    const instant = now();
    return {
      exp: instant + Published.lifespan, iat: instant, jti: `inspector:${crypto.randomUUID()}`,
      iss: Published.issuer, aud: Published.audience, sub: 'made-in-the-inspector', typ: 'Bearer',
      azp: Published.client, scope: Published.scope, client_id: Published.client,
    };
  }

  async function publicPem() {
    const {n, e} = realmKey();
    const jwk = {kty: 'RSA', n, e, alg: 'RS256'};
    const key = await crypto.subtle.importKey('jwk', jwk, RS256, true, ['verify']);
    const der = new Uint8Array(await crypto.subtle.exportKey('spki', key));
    const base64 = btoa(String.fromCharCode(...der)).match(/.{1,64}/g).join('\n');
    return `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
  }

  // Each gets the parts of a valid token.
  const WITHOUT = {
    flip: ['Flip a bit of the signature', async ([header, payload, signature]) => {
      const bytes = decodeBase64url('signature', signature);
      bytes[0] ^= 1;
      return `${header}.${payload}.${encodeBase64url(bytes)}`;
    }],
    rewrite: ['Write another scope', async ([header, , signature]) => {
      const payload = {...goodClaims(), scope: `${Published.scope} admin`};
      return `${header}.${encode(payload)}.${signature}`;
    }],
    none: ['alg none, no signature', async ([, payload]) => {
      return `${encode({...goodHeader(), alg: 'none'})}.${payload}.`;
    }],
    hs256: ['HS256 with the public key', async () => {
      const algorithm = {name: 'HMAC', hash: 'SHA-256'};
      const secret = bytesOf(await publicPem());
      const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign']);
      return sign(key, {...goodHeader(), alg: 'HS256'}, goodClaims());
    }],
    stranger: ["Sign with a key of one's own", async () => {
      return sign((await strangersKey()).privateKey, goodHeader(), goodClaims());
    }],
    jwk: ['… and include that key', async () => {
      const {privateKey, publicKey} = await strangersKey();
      const {kty, n, e} = await crypto.subtle.exportKey('jwk', publicKey);
      const header = {...goodHeader(), kid: 'my-own-key', jwk: {kty, n, e}};
      return sign(privateKey, header, goodClaims());
    }],
    padding: ['Add padding', async (parts) => `${parts.join('.')}=`],
    letter: ['Add a character that no token has', async (parts) => `${parts.join('.')},`],
    cut: ['Remove the signature', async ([header, payload]) => `${header}.${payload}`],
  };

  // Each changes the claims, and perhaps the header, and is signed with the realm's key.
  const moved = (claims, seconds) => {
    return {...claims, exp: claims.exp + seconds, iat: claims.iat + seconds};
  };
  const WITH = {
    expired: ['Expired', (claims) => moved(claims, -Published.lifespan - 60)],
    // JSON omits what is undefined.
    endless: ['No exp', (claims) => ({...claims, exp: undefined})],
    early: ['Not yet valid', (claims) => ({...claims, nbf: claims.iat + 120})],
    future: ['Issued tomorrow', (claims) => moved(claims, 86400)],
    issuer: ['Another issuer', (claims) => ({...claims, iss: `${claims.iss}s`})],
    audience: ['Another audience', (claims) => ({...claims, aud: 'another_api'})],
    scope: ['Another scope', (claims) => ({...claims, scope: `${claims.scope}_all`})],
    id: ['An ID token', (claims) => ({...claims, typ: 'ID'})],
    bound: ['A bound token, stolen', (claims) => ({...claims, cnf: {jkt: 'x'}})],
    twice: ['scope twice', (claims) => {
      return JSON.stringify(claims).replace('{', '{"scope":"admin",');
    }],
    string: ['exp as a string', (claims) => ({...claims, exp: String(claims.exp)})],
    purpose: ['Made for something else', (claims) => claims, {typ: 'logout+jwt'}],
    crit: ['A critical extension', (claims) => claims, {crit: ['exp']}],
    kid: ['A kid that is not a string', (claims) => claims, {kid: 7}],
  };

  // --- Making assertions

  const goodAssertion = () => {
    const [iat, client] = [now(), Published.assertionClient];
    return {
      header: {alg: 'ES256', typ: 'client-authentication+jwt', kid: Published.clientJwks.keys[0].kid},
      claims: {
        iss: client, sub: client, aud: Published.issuer, jti: crypto.randomUUID(), iat, exp: iat + 60,
      },
    };
  };
  const ELSEWHERE = 'https://attacker.example/realms/theirs';
  // Each changes claims, header or key of a good assertion. JSON omits what is undefined.
  const ASSERTION = {
    'other-server': ['For another server', () => ({aud: ELSEWHERE})],
    'two-servers': ['For two servers', ({aud}) => ({aud: [aud, ELSEWHERE]})],
    'other-client': ['Of another client', () => ({iss: 'test_api_client', sub: 'test_api_client'})],
    'other-sub': ['About another client', () => ({sub: 'test_api_client'})],
    ended: ['Expired', ({exp}) => ({exp: exp - 60})],
    old: ['Two minutes old', ({iat}) => ({iat: iat - 120})],
    hour: ['No iat, and valid for an hour', ({exp}) => ({iat: undefined, exp: exp + 3540})],
    'no-jti': ['No jti', () => ({jti: undefined})],
    'aud-twice': ['aud twice', (claims) => JSON.stringify(claims).replace('{', `{"aud":"${ELSEWHERE}",`)],
    unsigned: ['alg none', () => ({}), {alg: 'none'}],
    unknown: ['A kid that is not registered', () => ({}), {kid: 'another'}],
    extension: ['A critical extension', () => ({}), {crit: ['exp']}],
    'own-key': ["Sign with a key of one's own", () => ({}), {}, async () => (await newPair()).privateKey],
  };

  async function assertion(change = () => ({}), changeHeader = {}, key = clientsKey) {
    const {header, claims} = goodAssertion();
    const changed = change(claims);
    const text = typeof changed === 'string' ? changed : {...claims, ...changed};
    return sign(await key(), {...header, ...changeHeader}, text);
  }

  // --- Making a token and its proof

  const request = {method: 'GET', url: 'http://127.0.0.1:50100/api/private-scoped'};
  const OTHER_URL = 'https://attacker.example/api/private-scoped';
  // Each changes something about a good pair: the token's claims, or claims, header and signer of the proof.
  const PROOF = {
    'no-proof': ['No proof', {none: true}],
    'other-key': ["A proof by one's own key", {stranger: true}],
    'other-signer': ["… with the client's jwk", {stranger: true, jwk: true}],
    private: ['jwk with d', {header: ({jwk}) => ({jwk: {...jwk, d: 'AAAA'}})}],
    'other-typ': ['typ JWT', {header: () => ({typ: 'JWT'})}],
    'other-alg': ['alg HS256', {header: () => ({alg: 'HS256'})}],
    'proof-crit': ['A critical extension', {header: () => ({crit: ['b64'], b64: false})}],
    'other-method': ['For another method', {claims: () => ({htm: 'POST'})}],
    'other-url': ['For another URL', {claims: () => ({htu: OTHER_URL})}],
    'old-proof': ['A minute old', {claims: ({iat}) => ({iat: iat - 60})}],
    'other-token': ['For another token', {claims: ({ath}) => ({ath: [...ath].reverse().join('')})}],
    'no-ath': ['No ath', {claims: () => ({ath: undefined})}],
    'proof-no-jti': ['No jti', {claims: () => ({jti: undefined})}],
    unbound: ['A token without cnf', {token: {cnf: undefined}}],
    'bound-scope': ['A token with another scope', {token: {scope: 'profile'}}],
  };

  async function tokenAndProof(change = {}) {
    const [client, stranger] = [await newPair(), await newPair()];
    const key = await publicHalf(client);
    const jkt = await globalThis.Proof.thumbprint(new Map(Object.entries(key)));
    const claims = {...goodClaims(), typ: 'DPoP', cnf: {jkt}, ...change.token};
    if (claims.cnf === undefined) claims.typ = 'Bearer';
    const token = await sign(await publishedKey(), goodHeader(), claims);
    if (change.none) return [token, ''];
    const signer = change.stranger ? stranger : client;
    const jwk = change.jwk ? key : await publicHalf(signer);
    const header = {alg: 'ES256', typ: 'dpop+jwt', jwk};
    const proof = {
      jti: crypto.randomUUID(), htm: request.method, htu: request.url, iat: now(),
      ath: await globalThis.Proof.hash(token),
    };
    const changedHeader = {...header, ...change.header?.(header)};
    return [token, await sign(signer.privateKey, changedHeader, {...proof, ...change.claims?.(proof)})];
  }

  function useRealm() {
    const isAssertion = kindName() === 'assertion';
    at('issuer').value = Published.issuer;
    at('audience').value = Published.audience;
    at('client').value = Published.assertionClient;
    at('scope').value = Published.scope;
    at('method').value = request.method;
    at('request').value = request.url;
    at('jwks').value = JSON.stringify(isAssertion ? Published.clientJwks : Published.jwks, null, 2);
    at('url').value = `${Published.issuer}/protocol/openid-connect/certs`;
  }

  async function show([token, proof], made) {
    at('token').value = token;
    at('proof').value = proof ?? '';
    useRealm();
    say(at('made'), made);
    await update();
  }

  async function goodToken() {
    return sign(await publishedKey(), goodHeader(), goodClaims());
  }

  function addButtons(group, table, forge) {
    for (const [id, [label, ...rest]] of Object.entries(table)) {
      const button = make('button', {type: 'button', id: `inspector-make-${id}`}, label);
      button.addEventListener('click', async () => show([await forge(...rest)].flat(), `Made: ${label}.`));
      at(group).append(button);
    }
  }

  // --- Wiring

  if (!globalThis.crypto?.subtle) {
    say(at('verdict'), 'A browser offers cryptography only to pages that are opened as a file, '
      + 'from localhost, or over https.');
    return;
  }
  addButtons('without', WITHOUT, async (change) => change((await goodToken()).split('.')));
  addButtons('with', WITH, async (change, header = {}) => {
    return sign(await publishedKey(), {...goodHeader(), ...header}, change(goodClaims()));
  });
  addButtons('assertions', ASSERTION, assertion);
  addButtons('proofs', PROOF, tokenAndProof);
  const GOOD = {
    token: async () => [[await goodToken()], 'Made: a good token.'],
    assertion: async () => [[await assertion()], 'Made: a good assertion.'],
    proof: async () => [await tokenAndProof(), 'Made: a token, and a proof for one request with it.'],
  };
  at('sign').addEventListener('click', async () => show(...await GOOD[kindName()]()));
  at('realm').addEventListener('click', () => {
    useRealm();
    update();
  });
  at('clear').addEventListener('click', () => {
    empty();
    at('token').focus();
  });

  // What the chosen kind does not have is hidden.
  function showKind() {
    for (const element of root.querySelectorAll('[data-for]')) {
      element.hidden = !element.dataset.for.split(' ').includes(kindName());
    }
    useRealm();
    empty();
  }

  function empty() {
    at('token').value = '';
    at('proof').value = '';
    say(at('made'), '');
    update();
  }

  root.querySelectorAll('[name=inspector-kind]').forEach((it) => it.addEventListener('change', showKind));
  for (const action of ['input', 'click']) {
    root.addEventListener(action, (event) => {
      if (action === 'input' || event.target.closest('button')) problem = '';
    }, {capture: true});
  }
  at('fetch').addEventListener('click', async () => {
    say(at('keys'), 'Fetching …');
    try {
      const nothingElse = {credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store'};
      const response = await fetch(at('url').value, nothingElse);
      if (!response.ok) throw new Error(`the status is ${response.status}`);
      at('jwks').value = await response.text();
      update();
    } catch (error) {
      problem = `✗ No key set came: ${error.message}. The server may be down, or not let this`
        + ' page read its response: fetch it with curl, and paste it.';
      sayKeys('');
    }
  });
  for (const name of ['token', 'proof', ...FIELDS, 'request', 'jwks']) {
    at(name).addEventListener('input', () => {
      if (name === 'token' || name === 'proof') say(at('made'), '');
      update();
    });
  }
  at('now').addEventListener('input', () => {
    at('clock').checked = false;
    update();
  });
  at('clock').addEventListener('change', update);
  // The book's keyboard shortcuts would turn the page while you type.
  root.addEventListener('keydown', (event) => event.stopPropagation());
  setInterval(() => {
    if (!at('clock').checked || document.hidden) return;
    showClock();
    update();
  }, 1000);

  showClock();
  showKind();
});
