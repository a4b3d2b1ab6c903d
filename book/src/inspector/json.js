// Strict JSON, as in step 02: no name twice in one object, only UTF-8, exact integers. JSON.parse silently
// uses the last of two members, and rounds large integers.
//
// Errors name the same byte with the same message as step 02, which gets them from the crate serde_json.
'use strict';
(() => {
  const MAX_DEPTH = 128;
  const MAX_U64 = 2n ** 64n - 1n;

  class JsonError extends Error {
    constructor(problem, offset) {
      super(problem);
      this.offset = offset;
    }
  }

  // How many bytes at the beginning are UTF-8, in its only spelling (RFC 3629 §4).
  function validUtf8(bytes) {
    let at = 0;
    while (at < bytes.length) {
      const first = bytes[at];
      let more, low = 0x80, high = 0xbf;
      if (first < 0x80) more = 0;
      else if (first >= 0xc2 && first <= 0xdf) more = 1;
      else if (first >= 0xe0 && first <= 0xef) {
        more = 2;
        if (first === 0xe0) low = 0xa0;
        if (first === 0xed) high = 0x9f;
      } else if (first >= 0xf0 && first <= 0xf4) {
        more = 3;
        if (first === 0xf0) low = 0x90;
        if (first === 0xf4) high = 0x8f;
      } else return at;
      for (let i = 1; i <= more; i++) {
        const byte = bytes[at + i];
        if (byte === undefined || byte < low || byte > high) return at;
        [low, high] = [0x80, 0xbf];
      }
      at += more + 1;
    }
    return at;
  }

  class Parser {
    constructor(bytes, unique) {
      this.bytes = bytes;
      this.unique = unique;
      this.index = 0;
      this.depth = MAX_DEPTH;
    }

    startOfLine(index) {
      return this.bytes.lastIndexOf(0x0a, index - 1) + 1;
    }

    // serde_json counts columns from 1, in the line of the last byte that it has read.
    error(problem, index = this.index) {
      const start = index === 0 ? 0 : this.startOfLine(index);
      return new JsonError(problem, start + Math.max(index - start - 1, 0));
    }

    // … or in the line of the byte that it has looked at, and left.
    peekError(problem) {
      return this.error(problem, Math.min(this.bytes.length, this.index + 1));
    }

    // 0 at the end: no JSON has such a byte outside of strings.
    peek() {
      return this.bytes[this.index] ?? 0;
    }

    // The next byte that is not white space, or null at the end.
    skipBlanks() {
      for (; this.index < this.bytes.length; this.index++) {
        const byte = this.bytes[this.index];
        if (byte !== 0x20 && byte !== 0x0a && byte !== 0x09 && byte !== 0x0d) {
          return String.fromCharCode(byte);
        }
      }
      return null;
    }

    document() {
      const value = this.value();
      if (this.skipBlanks() !== null) throw this.peekError('trailing characters');
      return value;
    }

    value() {
      const next = this.skipBlanks();
      if (next === null) throw this.peekError('EOF while parsing a value');
      if (next === '{' || next === '[') {
        this.depth -= 1;
        if (this.depth === 0) throw this.peekError('recursion limit exceeded');
        this.index += 1;
        const value = next === '{' ? this.object() : this.array();
        this.depth += 1;
        return value;
      }
      if (next === '"') {
        this.index += 1;
        return this.string();
      }
      if (next === '-') {
        this.index += 1;
        return this.number(false);
      }
      if (next >= '0' && next <= '9') return this.number(true);
      const words = new Map([['null', null], ['true', true], ['false', false]]);
      const word = [...words.keys()].find((word) => word[0] === next);
      if (word === undefined) throw this.peekError('expected value');
      for (const letter of word) {
        if (this.index >= this.bytes.length) throw this.error('EOF while parsing a value');
        this.index += 1;
        if (this.bytes[this.index - 1] !== letter.charCodeAt(0)) throw this.error('expected ident');
      }
      return words.get(word);
    }

  object() {
      const members = new Map();
      for (let first = true; ; first = false) {
        let next = this.skipBlanks();
        if (next === null) throw this.peekError('EOF while parsing an object');
        if (next === '}') break;
        if (!first) {
          if (next !== ',') throw this.peekError('expected `,` or `}`');
          this.index += 1;
          next = this.skipBlanks();
          if (next === null) throw this.peekError('EOF while parsing a value');
          if (next === '}') throw this.peekError('trailing comma');
        }
        if (next !== '"') throw this.peekError('key must be a string');
        this.index += 1;
        const name = this.string();
        if (this.unique && members.has(name)) {
          if (this.skipBlanks() === '}') this.index += 1;
          throw this.error('a name occurs twice in one object');
        }
        next = this.skipBlanks();
        if (next === null) throw this.peekError('EOF while parsing an object');
        if (next !== ':') throw this.peekError('expected `:`');
        this.index += 1;
        members.set(name, this.value());
      }
      this.index += 1;
      return members;
    }

    array() {
      const items = [];
      for (let first = true; ; first = false) {
        const next = this.skipBlanks();
        if (next === null) throw this.peekError('EOF while parsing a list');
        if (next === ']') break;
        if (!first) {
          if (next !== ',') throw this.peekError('expected `,` or `]`');
          this.index += 1;
          const item = this.skipBlanks();
          if (item === null) throw this.peekError('EOF while parsing a value');
          if (item === ']') throw this.peekError('trailing comma');
        }
        items.push(this.value());
      }
      this.index += 1;
      return items;
    }

    string() {
      const decoded = [];
      const short = {'"': 0x22, '\\': 0x5c, '/': 0x2f, b: 8, f: 12, n: 10, r: 13, t: 9};
      for (; ;) {
        if (this.index >= this.bytes.length) throw this.error('EOF while parsing a string');
        const byte = this.bytes[this.index];
        this.index += 1;
        if (byte === 0x22) break;
        if (byte < 0x20) {
          throw this.error('control character (\\u0000-\\u001F) found while parsing a string');
        }
        if (byte !== 0x5c) {
          decoded.push(byte);
          continue;
        }
        if (this.index >= this.bytes.length) throw this.error('EOF while parsing a string');
        const letter = String.fromCharCode(this.bytes[this.index]);
        this.index += 1;
        if (letter === 'u') decoded.push(...this.unicodeEscape());
        else if (Object.hasOwn(short, letter)) decoded.push(short[letter]);
        else throw this.error('invalid escape');
      }
      const bytes = Uint8Array.from(decoded);
      const valid = validUtf8(bytes);
      if (valid < bytes.length) {
        const start = this.startOfLine(this.index);
        const column = Math.max(this.index - start - (bytes.length - valid), 0);
        throw new JsonError('invalid unicode code point', start + Math.max(column - 1, 0));
      }
      return new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes);
    }

    unicodeEscape() {
      const first = this.fourHexDigits();
      if (first >= 0xdc00 && first <= 0xdfff) throw this.error('lone leading surrogate in hex escape');
      if (first < 0xd800 || first > 0xdbff) return this.utf8(first);
      for (const expected of [0x5c, 0x75]) { // \ and u
        if (this.index >= this.bytes.length) throw this.error('EOF while parsing a string');
        this.index += 1;
        if (this.bytes[this.index - 1] !== expected) throw this.error('unexpected end of hex escape');
      }
      const second = this.fourHexDigits();
      if (second < 0xdc00 || second > 0xdfff) throw this.error('lone leading surrogate in hex escape');
      return this.utf8(0x10000 + (first - 0xd800) * 0x400 + (second - 0xdc00));
    }

    utf8(codePoint) {
      return new TextEncoder().encode(String.fromCodePoint(codePoint));
    }

    fourHexDigits() {
      if (this.index + 4 > this.bytes.length) {
        this.index = this.bytes.length;
        throw this.error('EOF while parsing a string');
      }
      const text = String.fromCharCode(...this.bytes.subarray(this.index, this.index + 4));
      this.index += 4;
      if (!/^[0-9A-Fa-f]{4}$/.test(text)) throw this.error('invalid escape');
      return parseInt(text, 16);
    }

    // An integer of up to 64 bits is a BigInt, any other number a double.
    number(positive) {
      const isDigit = (byte) => byte >= 0x30 && byte <= 0x39;
      if (this.index >= this.bytes.length) throw this.error('EOF while parsing a value');
      const first = this.bytes[this.index];
      this.index += 1;
      if (!isDigit(first)) throw this.error('invalid number');
      if (first === 0x30 && isDigit(this.peek())) throw this.peekError('invalid number');
      // Digits that no longer fit are dropped, and counted.
      let significand = BigInt(first - 0x30), exponent = 0, full = false;
      const digit = (ignored, counted) => {
        const more = significand * 10n + BigInt(this.peek() - 0x30);
        full ||= more > MAX_U64;
        if (!full) significand = more;
        exponent += full ? ignored : counted;
        this.index += 1;
      };
      while (isDigit(this.peek())) digit(1, 0);
      const exact = !full;
      let integer = true;
      if (this.peek() === 0x2e) { // .
        integer = false;
        this.index += 1;
        full = false;
        if (!isDigit(this.peek())) {
          const end = this.index >= this.bytes.length;
          // What is too long for an integer may have a fraction that is cut.
          throw this.peekError(end ? 'EOF while parsing a value' : 'invalid number');
        }
        while (isDigit(this.peek())) digit(0, -1);
      }
      if (this.peek() === 0x65 || this.peek() === 0x45) { // e, E
        integer = false;
        this.index += 1;
        const down = this.peek() === 0x2d;
        if (down || this.peek() === 0x2b) this.index += 1;
        if (this.index >= this.bytes.length) throw this.error('EOF while parsing a value');
        this.index += 1;
        if (!isDigit(this.bytes[this.index - 1])) throw this.error('invalid number');
        let power = this.bytes[this.index - 1] - 0x30;
        while (isDigit(this.peek())) {
          power = power * 10 + this.peek() - 0x30;
          this.index += 1;
          if (power > 0x7fffffff) {
            if (significand !== 0n && !down) throw this.error('number out of range');
            while (isDigit(this.peek())) this.index += 1;
            return positive ? 0 : -0;
          }
        }
        exponent += down ? -power : power;
      }
      if (integer && exact) {
        if (positive) return significand;
        if (significand !== 0n && significand <= 2n ** 63n) return -significand;
        return -Number(significand);
      }
      const value = this.double(significand, exponent);
      return positive ? value : -value;
    }

    // With the same steps as serde_json, whose last digit may differ from the nearest double.
    double(significand, exponent) {
      let value = Number(significand);
      for (; ;) {
        const size = Math.abs(exponent);
        if (size <= 308) {
          const power = Number(`1e${size}`);
          value = exponent >= 0 ? value * power : value / power;
          if (!Number.isFinite(value)) throw this.error('number out of range');
          return value;
        }
        if (value === 0) return value;
        if (exponent >= 0) throw this.error('number out of range');
        value /= 1e308;
        exponent += 308;
      }
    }
  }

  // Objects become Maps: an object of JavaScript has members that nobody sent, such as __proto__.
  function parse(bytes, {unique = true} = {}) {
    return new Parser(bytes, unique).document();
  }

  // Any value that parse gives, as JSON.
  function print(value, indent = '') {
    const deeper = `${indent}  `;
    if (typeof value === 'bigint') return String(value);
    if (Array.isArray(value)) {
      return `[${value.map((item) => print(item, indent)).join(', ')}]`;
    }
    if (value instanceof Map) {
      const members = [...value].map(([name, item]) => {
        return `${deeper}${JSON.stringify(name)}: ${print(item, deeper)}`;
      });
      return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
    }
    return JSON.stringify(value);
  }

  globalThis.StrictJson = {parse, print, JsonError};
})();
