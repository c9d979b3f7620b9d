// Decompression with a limit: what is read from a QR may be an attack.

/**
 * The bytes that `data` (zlib; Brotli where the browser has it) unpacks to. Throws RangeError when they would be more
 * than `most`, when the data end early, are damaged, or have something after their end.
 */
export async function inflate(data, most) {
  const reader = new Blob([data]).stream().pipeThrough(decompressor(data)).getReader();
  const parts = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > most) throw new RangeError("too long");
      parts.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error instanceof RangeError ? error : new RangeError("cannot be unpacked");
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function decompressor(data) {
  try {
    return new DecompressionStream(data[0] === 0x78 ? "deflate" : "brotli"); // 0x78: zlib with a window of 32 kB
  } catch {
    throw new RangeError("compressed in a way this browser does not know");
  }
}
