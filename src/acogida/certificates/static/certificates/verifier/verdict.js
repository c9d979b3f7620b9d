// What a text is worth by a key bundle: the one question the page asks. Nothing here keeps or sends anything.

import { statusAt } from "./bundle.js";
import { SKEW, read } from "./token.js";

const STATES = ["", "revoked", "suspended"]; // draft-ietf-oauth-status-list-21 §7; "" is for what the signature says
const FRESH = 2 * 3600; // seconds: lists are made every hour

/**
 * {state, claims, list, early, clockBehind}: state is valid, expired, suspended, revoked, altered, unknown_issuer or
 * not_a_certificate. `list` says what that rests on where there are claims: {issuedAt, expiresAt, age} with age "fresh",
 * "dated", "stale" (past its date: not to be relied on), or {age: "missing"} for a list begun after this bundle.
 */
export async function judge(text, bundle, clock = Date.now() / 1000) {
  // The bundle proves that its own date has come: a clock behind it is wrong, and may not bring back what has expired.
  const now = Math.max(clock, bundle.issuedAt);
  const clockBehind = clock < bundle.issuedAt - SKEW;
  const reading = await best(text, bundle.keys, now);
  const { claims } = reading;
  if (!claims) return { ...reading, list: null, clockBehind };
  const list = bundle.lists.get(claims.statusUri);
  if (claims.statusIndex === null || (!list && claims.issuedAt > bundle.issuedAt)) return { ...reading, list: { age: "missing" }, clockBehind };
  const state = STATES[list ? statusAt(list, claims.statusIndex) : null];
  if (state === undefined) return { state: "unknown_issuer", claims: null, list: null, clockBehind };
  const { issuedAt } = list;
  const expiresAt = Math.min(list.expiresAt, bundle.expiresAt);
  const age = now >= expiresAt ? "stale" : now - issuedAt > FRESH ? "dated" : "fresh";
  return { ...reading, state: state || reading.state, list: { issuedAt, expiresAt, age }, clockBehind };
}

/** Readers of QR add line ends and spaces, people type small letters: the reading that gets furthest counts. */
async function best(text, keys, now) {
  const line = text.split(/\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]/).join("");
  const candidates = [...new Set([line, line.trim(), line.trim().toUpperCase()])];
  const readings = await Promise.all(candidates.map((candidate) => read(candidate, keys, now)));
  return readings.find(({ claims }) => claims) ?? readings.find(({ state }) => state !== "not_a_certificate") ?? readings[0];
}
