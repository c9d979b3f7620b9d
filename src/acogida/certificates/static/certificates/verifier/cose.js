// COSE_Sign1 with ES256 (RFC 9052): taken apart, and its signature checked by the browser's own cryptography.

import { Tag, decode } from "./cbor.js";

export const ALGORITHM = 1, KEY_ID = 4, TYPE = 16, CERTIFICATE = 33;
const ES256 = -7;
const SIGN1_TAG = 18, CWT_TAG = 61;

/** The parts of a message: `header` is the unprotected and the protected one together. Throws RangeError. */
export function open(bytes) {
  let value = decode(bytes);
  while (value instanceof Tag && (value.number === CWT_TAG || value.number === SIGN1_TAG)) value = value.value;
  if (!Array.isArray(value) || value.length !== 4) throw new RangeError("not a COSE_Sign1 message");
  const [protectedBytes, unprotectedHeader, payload, signature] = value;
  if (![protectedBytes, payload, signature].every((part) => part instanceof Uint8Array)) throw new RangeError("parts are not bytes");
  const protectedHeader = protectedBytes.length ? decode(protectedBytes) : new Map();
  if (!(protectedHeader instanceof Map && unprotectedHeader instanceof Map)) throw new RangeError("headers are not maps");
  if (protectedHeader.get(ALGORITHM) !== ES256) throw new RangeError("not ES256");
  return { protectedBytes, protectedHeader, header: new Map([...unprotectedHeader, ...protectedHeader]), payload, signature };
}

/** The one of `keys` (each with a CryptoKey in `key`) that signed the message, or null. */
export async function signerOf(message, keys) {
  for (const each of keys) if (await fits(each.key, message)) return each;
  return null;
}

/** Whether `key` (a CryptoKey) signed the message. */
export async function fits(key, { protectedBytes, payload, signature }) {
  if (signature.length !== 64) return false;
  const signed = signedBytes(protectedBytes, payload);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed);
}

/** What is signed: the array ["Signature1", protected, no further data, payload] (RFC 9052 §4.4). */
function signedBytes(protectedBytes, payload) {
  const start = [0x84, 0x6a, ...new TextEncoder().encode("Signature1"), ...byteString(protectedBytes.length)];
  const middle = [0x40, ...byteString(payload.length)];
  const out = new Uint8Array(start.length + protectedBytes.length + middle.length + payload.length);
  out.set(start);
  out.set(protectedBytes, start.length);
  out.set(middle, start.length + protectedBytes.length);
  out.set(payload, out.length - payload.length);
  return out;
}

/** The first bytes of a CBOR byte string of that length. */
function byteString(length) {
  if (length < 24) return [0x40 | length];
  if (length < 0x100) return [0x58, length];
  if (length < 0x10000) return [0x59, length >> 8, length & 0xff];
  return [0x5a, (length >>> 24) & 0xff, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff];
}
