// A reader of CBOR (RFC 8949), as much as certificates need, and bounded: it never reads past the end, nests at most
// DEPTH deep and makes at most ITEMS items. Maps become Map, byte strings Uint8Array, tags Tag; integers beyond 2^53
// are BigInt.

const DEPTH = 16;
const ITEMS = 20_000;
const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Tag {
  constructor(number, value) {
    this.number = number;
    this.value = value;
  }
}

/** The first item in `bytes`; what follows it is not looked at, as the server does. Throws RangeError. */
export function decode(bytes) {
  return new Reader(bytes).item(0);
}

const BREAK = Symbol("break");

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
    this.items = 0;
  }

  take(length) {
    const count = Number(length);
    if (count > this.bytes.length - this.at) throw new RangeError("CBOR ends early");
    this.at += count;
    return this.at - count;
  }

  /** The argument of an initial byte; undefined means "of indefinite length". */
  argument(info) {
    if (info < 24) return info;
    if (info === 24) return this.view.getUint8(this.take(1));
    if (info === 25) return this.view.getUint16(this.take(2));
    if (info === 26) return this.view.getUint32(this.take(4));
    if (info === 27) {
      const large = this.view.getBigUint64(this.take(8));
      return large <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(large) : large;
    }
    if (info === 31) return undefined;
    throw new RangeError("CBOR: reserved length");
  }

  item(depth) {
    if (depth > DEPTH || ++this.items > ITEMS) throw new RangeError("CBOR: too much of it");
    const first = this.view.getUint8(this.take(1));
    const kind = first >> 5;
    const info = first & 31;
    if (kind === 7) return this.simple(info);
    const argument = this.argument(info);
    if (argument === undefined && (kind < 2 || kind === 6)) throw new RangeError("CBOR: no length");
    if (kind === 0) return argument;
    if (kind === 1) return typeof argument === "number" && argument < Number.MAX_SAFE_INTEGER ? -1 - argument : -1n - BigInt(argument);
    if (kind === 2 || kind === 3) return this.string(kind, argument, depth);
    if (kind === 4) return this.list(argument, depth);
    if (kind === 5) return this.map(argument, depth);
    return new Tag(argument, this.item(depth + 1));
  }

  string(kind, length, depth) {
    if (length === undefined) {
      const parts = this.list(undefined, depth, (part) => kind === 2 ? part instanceof Uint8Array : typeof part === "string");
      return kind === 3 ? parts.join("") : new Uint8Array(parts.flatMap((part) => [...part]));
    }
    const start = this.take(length);
    const bytes = this.bytes.subarray(start, this.at);
    if (kind === 2) return bytes;
    try {
      return text.decode(bytes);
    } catch {
      throw new RangeError("CBOR: text is not UTF-8");
    }
  }

  list(length, depth, fits = () => true) {
    const out = [];
    while (length === undefined || out.length < length) {
      const value = this.item(depth + 1);
      if (value === BREAK && length === undefined) break;
      if (value === BREAK || !fits(value)) throw new RangeError("CBOR: out of place");
      out.push(value);
    }
    return out;
  }

  map(length, depth) {
    const out = new Map();
    for (let count = 0; length === undefined || count < length; count += 1) {
      const key = this.item(depth + 1);
      if (key === BREAK && length === undefined) break;
      const value = this.item(depth + 1);
      if (key === BREAK || value === BREAK) throw new RangeError("CBOR: out of place");
      out.set(key, value);
    }
    return out;
  }

  simple(info) {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22) return null;
    if (info === 25) return this.half(this.view.getUint16(this.take(2)));
    if (info === 26) return this.view.getFloat32(this.take(4));
    if (info === 27) return this.view.getFloat64(this.take(8));
    if (info === 31) return BREAK;
    if (info === 24) this.take(1);
    if (info > 27) throw new RangeError("CBOR: reserved");
    return undefined;
  }

  half(bits) {
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const size = exponent === 0 ? fraction * 2 ** -24 : exponent < 31 ? (fraction + 1024) * 2 ** (exponent - 25) : fraction ? NaN : Infinity;
    return bits & 0x8000 ? -size : size;
  }
}
