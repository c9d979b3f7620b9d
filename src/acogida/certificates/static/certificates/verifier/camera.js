// The camera: looks without a pause, one frame after the other; no frame is kept.

import { textIn } from "./codes.js";

const PAUSE = 120; // milliseconds between frames

export class Camera {
  /** `view` is the video element; `found` is called with the text of each code seen. */
  constructor(view, found) {
    this.view = view;
    this.found = found;
    this.stream = null;
  }

  get running() {
    return this.stream !== null;
  }

  /** Starts looking. Throws what getUserMedia throws when there is no camera or no permission. */
  async start() {
    if (this.running) return;
    this.stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 1280 } },
    });
    this.view.srcObject = this.stream;
    await this.view.play();
    this.look(this.stream);
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.view.srcObject = null;
  }

  async look(stream) {
    while (this.stream === stream) {
      const { videoWidth: width, videoHeight: height } = this.view;
      const text = width ? await textIn(this.view, width, height, 1000).catch(() => null) : null;
      if (text && this.stream === stream) this.found(text);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  /** Whether this camera has a lamp. */
  get hasLamp() {
    return Boolean(this.stream?.getVideoTracks()[0]?.getCapabilities?.().torch);
  }

  async lamp(on) {
    await this.stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on }] });
  }
}
