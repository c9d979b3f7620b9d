// Small things about bytes.

/** Whether two byte arrays hold the same. */
export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

/** Bytes as lower-case hexadecimal. */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The SHA-256 of some bytes. */
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
