// Finds the QR in a picture, away from the page's own thread so that the page never stutters.
/* global importScripts, jsQR */

importScripts("../vendor/jsqr.js");

self.onmessage = ({ data: { id, image } }) => {
  self.postMessage({ id, text: jsQR(image.data, image.width, image.height)?.data ?? null });
};
