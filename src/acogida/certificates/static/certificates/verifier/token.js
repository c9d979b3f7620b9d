// What the text of a QR proves: the twin of certificates/token.py, rule by rule; tests hold the two together.

import { decode as base45 } from "./base45.js";
import { same } from "./bytes.js";
import { decode as cbor } from "./cbor.js";
import { KEY_ID, open, signerOf } from "./cose.js";
import { inflate } from "./inflate.js";

const ISSUER = 1, EXPIRES = 4, NOT_BEFORE = 5, ISSUED = 6, CLAIM_169 = 169, STATUS = 65535;
const ID = 1, LANGUAGE = 3, NAME = 4, BIRTH_DATE = 8, SEX = 9, LEGAL_STATUS = 22, COUNTRY_OF_ISSUANCE = 23;
const SEXES = new Map([[1, "M"], [2, "F"], [3, "X"]]);
const BEGINNINGS = ["NCF", "6BF"]; // Base45 of zlib's first two bytes at best and at default compression
const MOST_BYTES = 8192;
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;
export const SKEW = 5 * 60; // seconds: clocks of telephones differ

/**
 * {state, claims}: state is valid, expired, altered, unknown_issuer or not_a_certificate; claims only when the
 * signature fits. `keys` is a list of {kid, key, notAfter}, `now` in seconds. The status list is not asked here.
 */
export async function read(text, keys, now) {
  let message;
  try {
    message = open(await unpack(text));
  } catch (error) {
    return { state: error.damaged ? "altered" : "not_a_certificate", claims: null };
  }
  const kid = message.header.get(KEY_ID);
  const named = kid instanceof Uint8Array;
  const known = named ? keys.filter((each) => same(each.kid, kid)) : keys;
  if (!known.length) return { state: "unknown_issuer", claims: null };
  const signer = await signerOf(message, known);
  if (!signer) return { state: named ? "altered" : "unknown_issuer", claims: null };
  let claims;
  try {
    claims = claimsOf(message.payload);
  } catch {
    return { state: "not_a_certificate", claims: null };
  }
  if (claims.issuedAt > signer.notAfter) return { state: "unknown_issuer", claims: null };
  const early = now < claims.notBefore - SKEW;
  if (early || now >= claims.expiresAt) return { state: "expired", claims, early };
  return now <= signer.notAfter ? { state: "valid", claims } : { state: "unknown_issuer", claims: null };
}

/** Whether `text` could be the text of a QR: enough characters of Base45's alphabet. */
export const looksLikeOne = (text) => /^[0-9A-Z $%*+\-./:]{40,4296}$/.test(text);

async function unpack(text) {
  if (!looksLikeOne(text)) throw new RangeError("not Base45");
  try {
    return await inflate(base45(text), MOST_BYTES);
  } catch (error) {
    // It begins as a token does and cannot be unpacked: one wrong character is enough.
    throw Object.assign(error, { damaged: BEGINNINGS.some((beginning) => text.startsWith(beginning)) });
  }
}

function claimsOf(payload) {
  const values = map(cbor(payload));
  const attributes = map(values.get(CLAIM_169));
  const status = map(map(values.get(STATUS) ?? new Map()).get("status_list") ?? new Map());
  const words = (code) => (attributes.has(code) ? String(attributes.get(code)) : "");
  if (!attributes.has(ID) || !attributes.has(NAME)) throw new RangeError("no number or no name");
  return {
    number: words(ID),
    name: words(NAME),
    birthDate: birthDate(words(BIRTH_DATE)),
    sex: SEXES.get(attributes.get(SEX)) ?? "",
    legalStatus: words(LEGAL_STATUS),
    countryOfIssuance: words(COUNTRY_OF_ISSUANCE),
    language: words(LANGUAGE),
    issuer: String(values.get(ISSUER) ?? ""),
    issuedAt: seconds(values.get(ISSUED)),
    notBefore: seconds(values.get(NOT_BEFORE) ?? values.get(ISSUED)),
    expiresAt: seconds(values.get(EXPIRES)),
    statusIndex: status.get("idx") ?? null,
    statusUri: String(status.get("uri") ?? ""),
  };
}

function map(value) {
  if (!(value instanceof Map)) throw new RangeError("not a map");
  return value;
}

function seconds(value) {
  if (typeof value !== "number" || !(Math.abs(value) <= LAST)) throw new RangeError("not an instant");
  return value;
}

const birthDate = (text) => text.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
