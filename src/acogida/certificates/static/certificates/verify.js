// Reads the QR of a certificate in the browser: from the camera or from a picture. Pictures never leave the device;
// only the text of the code is sent, to be checked, and it is not kept.

const form = document.getElementById("verify");
const say = form.querySelector("[data-say]");
const text = form.querySelector("[name=text]");
const file = form.querySelector("[name=file]");
const LONGEST = [1600, 1000, 600, 2400]; // sides at which a picture is tried: large photos read best when shrunk

let reader = null;

/** A function from image data to the code's text or null; the browser's own detector when it has one. */
async function qrReader() {
  if (reader) return reader;
  if ("BarcodeDetector" in window && (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    reader = async (image) => (await detector.detect(image))[0]?.rawValue ?? null;
  } else {
    await new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = form.dataset.jsqr;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    reader = async (image) => window.jsQR(image.data, image.width, image.height)?.data ?? null;
  }
  return reader;
}

function pixels(source, width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function check(found) {
  text.value = found;
  file.value = "";
  form.submit();
}

async function readPicture(picture) {
  const read = await qrReader();
  const bitmap = await createImageBitmap(picture);
  for (const longest of LONGEST) {
    const found = await read(pixels(bitmap, bitmap.width, bitmap.height, longest));
    if (found) return found;
  }
  return null;
}

form.addEventListener("submit", async (event) => {
  const picture = file.files[0];
  if (!picture || !picture.type.startsWith("image/")) return;
  event.preventDefault();
  const found = await readPicture(picture).catch(() => null);
  if (found) check(found);
  else say.textContent = form.dataset.noneFound;
});

file.addEventListener("change", () => {
  if (file.files[0]) form.requestSubmit();
});

const camera = document.getElementById("camera");
const box = camera.querySelector("[data-camera-box]");
const view = camera.querySelector("[data-camera-view]");
let stream = null;

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  box.hidden = true;
  say.textContent = "";
}

async function start() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch {
    say.textContent = form.dataset.noCamera;
    return;
  }
  box.hidden = false;
  say.textContent = form.dataset.looking;
  view.srcObject = stream;
  await view.play();
  const read = await qrReader();
  while (stream) {
    if (view.videoWidth) {
      const found = await read(pixels(view, view.videoWidth, view.videoHeight, 1000)).catch(() => null);
      if (found && stream) {
        stop();
        check(found);
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

if (navigator.mediaDevices?.getUserMedia) {
  camera.hidden = false;
  camera.querySelector("[data-camera-start]").addEventListener("click", start);
  camera.querySelector("[data-camera-stop]").addEventListener("click", stop);
  window.addEventListener("pagehide", stop);
}

document.getElementById("result")?.focus();
