// The public key out of an X.509 certificate (RFC 5280 §4.1): a reader of DER that knows just enough to find it.

const SEQUENCE = 0x30;
const UTC_TIME = 0x17;
const VERSION = 0xa0; // [0] EXPLICIT, absent in version 1

/** One element at `at`: its tag, and where its content starts and ends. Throws RangeError. */
function element(bytes, at) {
  const tag = bytes[at];
  let length = bytes[at + 1];
  let start = at + 2;
  if (length & 0x80) {
    const count = length & 0x7f;
    if (count < 1 || count > 3) throw new RangeError("DER: a length this reader does not take");
    length = 0;
    for (let index = 0; index < count; index += 1) length = length * 256 + bytes[start++];
  }
  const end = start + length;
  if (!(end <= bytes.length)) throw new RangeError("DER ends early");
  return { tag, at, start, end };
}

function sequence(bytes, at) {
  const found = element(bytes, at);
  if (found.tag !== SEQUENCE) throw new RangeError("DER: a sequence was expected");
  return found;
}

/** Of a DER certificate: its SubjectPublicKeyInfo as bytes, and its last second. Throws RangeError. */
export function parts(certificate) {
  const whole = sequence(certificate, 0);
  if (whole.end !== certificate.length) throw new RangeError("DER: something after the certificate");
  let next = element(certificate, sequence(certificate, whole.start).start);
  if (next.tag === VERSION) next = element(certificate, next.end);
  const algorithm = element(certificate, next.end); // after the serial number
  const dates = sequence(certificate, element(certificate, algorithm.end).end); // after the issuer
  const key = sequence(certificate, element(certificate, dates.end).end); // after the subject
  const notAfter = element(certificate, element(certificate, dates.start).end);
  return { info: certificate.slice(key.at, key.end), notAfter: instant(certificate, notAfter) };
}

/** UTCTime or GeneralizedTime, in UTC and to the second (RFC 5280 §4.1.2.5), as seconds. */
function instant(bytes, { tag, start, end }) {
  const written = String.fromCharCode(...bytes.subarray(start, end));
  const century = tag === UTC_TIME ? (written < "50" ? "20" : "19") : "";
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(century + written);
  if (!found) throw new RangeError("DER: not an instant");
  const [year, month, ...rest] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest) / 1000;
}

/** {key, notAfter} of a DER certificate: its P-256 key, ready to verify with. Throws RangeError. */
export async function verifyingKey(certificate) {
  const { info, notAfter } = parts(certificate);
  try {
    const key = await crypto.subtle.importKey("spki", info, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    return { key, notAfter };
  } catch {
    throw new RangeError("the certificate holds no P-256 key");
  }
}
