// Base45 (RFC 9285): the text of a QR as bytes.

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** The bytes of `text`. Throws RangeError for anything that is not Base45. */
export function decode(text) {
  if (text.length % 3 === 1) throw new RangeError("not Base45: one character too many");
  const values = Array.from(text, (character) => {
    const value = VALUES.get(character);
    if (value === undefined) throw new RangeError("not Base45: a character outside its alphabet");
    return value;
  });
  const out = new Uint8Array(Math.floor(values.length / 3) * 2 + (values.length % 3 ? 1 : 0));
  for (let from = 0, to = 0; from < values.length; from += 3) {
    const whole = values.length - from >= 3;
    const number = values[from] + values[from + 1] * 45 + (whole ? values[from + 2] * 2025 : 0);
    if (number > (whole ? 0xffff : 0xff)) throw new RangeError("not Base45: a group is too large");
    if (whole) out[to++] = number >> 8;
    out[to++] = number & 0xff;
  }
  return out;
}
