// From pixels to the text of a code: the browser's own detector when it has one, else jsQR in a worker.

const LONGEST = [1600, 1000, 600, 2400]; // sides at which a picture is tried: large photos read best when shrunk

let reader = null;

/** A function from a canvas to the text of the code on it, or null. */
async function codeReader() {
  if (!("BarcodeDetector" in window) || !(await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) return byWorker();
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  return async (canvas) => {
    try {
      return (await detector.detect(canvas))[0]?.rawValue ?? null;
    } catch {
      reader = Promise.resolve(byWorker()); // the device's service has gone: ours is always here
      return (await reader)(canvas);
    }
  };
}

function byWorker() {
  const worker = new Worker(new URL("scan-worker.js", import.meta.url));
  const waiting = new Map();
  let last = 0;
  worker.onmessage = ({ data: { id, text } }) => {
    waiting.get(id)?.(text);
    waiting.delete(id);
  };
  worker.onerror = () => {
    for (const answer of waiting.values()) answer(null);
    reader = null; // a new one is tried with the next picture
  };
  return (canvas) => new Promise((resolve) => {
    const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    waiting.set(++last, resolve);
    worker.postMessage({ id: last, image }, [image.data.buffer]);
  });
}

/** The text of the code in what is drawn from `source` (a video or a bitmap), or null. */
export async function textIn(source, width, height, longest) {
  reader ??= codeReader();
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height);
  return (await reader)(canvas);
}

/** The text of the code in a picture file, or null. */
export async function textInPicture(file) {
  const bitmap = await createImageBitmap(file);
  try {
    for (const longest of LONGEST) {
      const text = await textIn(bitmap, bitmap.width, bitmap.height, longest);
      if (text) return text;
    }
    return null;
  } finally {
    bitmap.close();
  }
}
