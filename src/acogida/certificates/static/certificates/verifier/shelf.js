// The key bundle this device holds: one file in the browser's cache, checked before it is kept and again when it is
// opened. It is all this page ever stores.

import { Refused, openBundle, rootOf } from "./bundle.js";

const SHELF = "acogida-verifier-list";
const MEDIA_TYPE = "application/cose";

export class Shelf {
  /** `url` is where the authority publishes the bundle; `root` the fingerprint of the root that came with the page. */
  constructor(url, root) {
    this.url = url;
    this.pin = root;
    this.bundle = null;
    this.refusal = null; // the last bundle that arrived and was not taken: a Refused
  }

  /** Takes the bundle from the last time. Its root is the one to stand by, whatever the page says today. */
  async load() {
    const kept = await (await caches.open(SHELF)).match(this.url);
    if (!kept) return;
    const bytes = new Uint8Array(await kept.arrayBuffer());
    try {
      const root = await rootOf(bytes);
      this.bundle = await openBundle(bytes, { pin: root });
      if (root !== this.pin) this.refusal = new Refused("wrong_root", this.pin);
      this.pin = root;
    } catch {
      await (await caches.open(SHELF)).delete(this.url); // the cache was damaged: the next bundle is the first one
    }
  }

  /** Asks for today's bundle; no certificate is named. True when it came and was taken. Does not throw. */
  async refresh() {
    let bytes;
    try {
      const answer = await fetch(this.url, { cache: "no-cache", credentials: "omit", redirect: "error" });
      if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith(MEDIA_TYPE)) return false;
      bytes = new Uint8Array(await answer.arrayBuffer());
    } catch {
      return false; // no line
    }
    try {
      this.bundle = await openBundle(bytes, { pin: this.pin, newest: this.bundle?.issuedAt });
    } catch (error) {
      this.refusal = error instanceof Refused ? error : new Refused("not_a_bundle");
      return false;
    }
    this.refusal = null;
    await (await caches.open(SHELF)).put(this.url, new Response(bytes, { headers: { "Content-Type": MEDIA_TYPE } }));
    return true;
  }
}
