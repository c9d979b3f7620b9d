// The key bundle: the authority's QR keys and status lists in one file, signed by its root (docs/certificates.md). The
// root's fingerprint is kept from the first bundle on; one that is signed by another root is refused.

import { hex, same, sha256 } from "./bytes.js";
import { decode } from "./cbor.js";
import { CERTIFICATE, KEY_ID, TYPE, fits, open, signerOf } from "./cose.js";
import { verifyingKey } from "./der.js";
import { inflate } from "./inflate.js";

const ISSUER = 1, SUBJECT = 2, EXPIRES = 4, ISSUED = 6, STATUS_LIST = 65533;
const LIST_TYPE = "application/statuslist+cwt";
const MOST_LIST_BYTES = 4 << 20; // 16 million certificates a year

/** Why a bundle is not taken. `code`: not_a_bundle, wrong_root, altered, older. */
export class Refused extends Error {
  constructor(code, root = "") {
    super(`bundle refused: ${code}`);
    this.code = code;
    this.root = root; // the fingerprint that was shown, for `wrong_root`
  }
}

/**
 * The bundle in `bytes`, checked: {issuer, issuedAt, expiresAt, root, keys: [{kid, key, notAfter}], lists}. `pin` is the
 * hexadecimal SHA-256 of the only root certificate to accept; `newest` the instant of the bundle already held, which
 * may not be followed by an older one. Throws Refused.
 */
export async function openBundle(bytes, { pin, newest = 0 }) {
  const { message, root, rootCertificate } = await taken(bytes);
  let rootEnds;
  if (root !== pin) throw new Refused("wrong_root", root);
  try {
    if (!same(message.protectedHeader.get(KEY_ID), await keyId(rootCertificate))) throw new RangeError("key id");
    const { key, notAfter } = await verifyingKey(rootCertificate);
    if (!(await fits(key, message))) throw new RangeError("signature");
    rootEnds = notAfter;
  } catch {
    throw new Refused("altered");
  }
  let bundle;
  try {
    bundle = await contents(decode(message.payload));
  } catch {
    throw new Refused("not_a_bundle");
  }
  if (bundle.issuedAt < newest) throw new Refused("older");
  return { ...bundle, root, expiresAt: Math.min(bundle.expiresAt, rootEnds) };
}

/** The fingerprint of the root a bundle names, without believing anything in it. Throws Refused. */
export const rootOf = async (bytes) => (await taken(bytes)).root;

async function taken(bytes) {
  try {
    const message = open(bytes);
    const chain = message.header.get(CERTIFICATE);
    const rootCertificate = Array.isArray(chain) ? chain.at(-1) : chain;
    return { message, rootCertificate, root: hex(await sha256(rootCertificate)) };
  } catch {
    throw new Refused("not_a_bundle");
  }
}

async function contents(payload) {
  const keys = await Promise.all(payload.get("keys").map(keyOf));
  const lists = new Map();
  for (const [uri, list] of payload.get("lists")) lists.set(uri, await listOf(uri, bytesOf(list), keys));
  return {
    issuer: String(payload.get(ISSUER) ?? ""),
    issuedAt: instant(payload.get(ISSUED)),
    expiresAt: instant(payload.get(EXPIRES)),
    keys,
    lists,
  };
}

/** A QR key: nothing that is dated after `notAfter` is of it. */
async function keyOf(row) {
  const certificate = bytesOf(row.get("cert"));
  const { key, notAfter } = await verifyingKey(certificate);
  return { kid: await keyId(certificate), key, notAfter: Math.min(notAfter, instant(row.get("exp"))) };
}

/** What a signature names its key by. */
const keyId = async (certificate) => (await sha256(certificate)).slice(0, 8);

/** A status list (draft-ietf-oauth-status-list-21): signed by one of the keys, and about the address it stands under. */
async function listOf(uri, bytes, keys) {
  const message = open(bytes);
  const kid = message.header.get(KEY_ID);
  const signer = await signerOf(message, keys.filter((each) => !(kid instanceof Uint8Array) || same(each.kid, kid)));
  if (!signer || message.header.get(TYPE) !== LIST_TYPE) throw new RangeError("not a status list of the authority");
  const values = decode(message.payload);
  const { bits, lst } = Object.fromEntries(values.get(STATUS_LIST));
  if (values.get(SUBJECT) !== uri || ![1, 2, 4, 8].includes(bits)) throw new RangeError("another status list");
  return {
    issuedAt: instant(values.get(ISSUED)),
    expiresAt: instant(values.get(EXPIRES)),
    bits,
    entries: await inflate(bytesOf(lst), MOST_LIST_BYTES),
  };
}

/** The status at `index`, or null beyond the list's end. Least significant bits come first. */
export function statusAt({ bits, entries }, index) {
  const perByte = 8 / bits;
  const byte = Number.isSafeInteger(index) && index >= 0 ? entries[Math.floor(index / perByte)] : undefined;
  return byte === undefined ? null : (byte >> ((index % perByte) * bits)) & ((1 << bits) - 1);
}

function bytesOf(value) {
  if (!(value instanceof Uint8Array)) throw new RangeError("not bytes");
  return value;
}

function instant(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new RangeError("not an instant");
  return value;
}
