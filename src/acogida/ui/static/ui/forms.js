/* Forms: send once, warn before leaving, keep drafts. All of it is comfort: the server refuses doubles by their
   idempotency key and keeps what it was given.

   data-autosave="URL"  posts the form there after each pause in typing; the answer may be
                        {"version": "…"} (written to the field named by data-autosave-version), 409 when somebody else
                        changed the draft, 401 when the session has ended.
   data-guard           warns before leaving with unsent changes.
   data-no-guard        leaves a form alone (search, menus). */
import { banner, signedOut } from "./app.js";

const PAUSE = 800; // ms after the last key
const RETRIES = [2000, 5000, 15000, 30000];

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.hasAttribute("data-no-guard")) return;
  form.dataset.clean = "true";
  // The button is marked after the browser has read its name and value into the request.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-busy", "true");
  });
}, false);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-no-guard") || form.method !== "post") return;
  if (form.dataset.sent === "true") { event.preventDefault(); event.stopImmediatePropagation(); return; }
  if (!form.hasAttribute("hx-post")) form.dataset.sent = "true";
}, true);
// Back button: a page drawn from memory must be usable again.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});
document.addEventListener("htmx:afterRequest", (event) => {
  for (const button of event.target.querySelectorAll?.("[aria-busy]") ?? []) button.removeAttribute("aria-busy");
});

/* Unsent changes */
document.addEventListener("input", (event) => { if (event.target.form) event.target.form.dataset.clean = "false"; });
addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some((form) => form.dataset.clean === "false")) event.preventDefault();
});

/* Drafts */
class Draft {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
    this.timer = null;
    this.tries = 0;
    this.sending = false;
    this.again = false;
    form.addEventListener("input", () => this.soon(PAUSE));
    form.addEventListener("change", () => this.soon(0));
    form.addEventListener("submit", () => { clearTimeout(this.timer); this.done = true; });
    document.addEventListener("acogida:online", () => this.again && this.soon(0));
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.timer) this.soon(0); });
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.done = false;
    this.timer = setTimeout(() => this.save(), wait);
  }

  say(state) {
    if (!this.state) return;
    this.state.dataset.state = state;
    this.state.textContent = this.state.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
  }

  async save() {
    this.timer = null;
    if (this.done) return;
    if (this.sending) { this.again = true; return; }
    this.sending = true;
    this.again = false;
    this.say("saving");
    try {
      const response = await fetch(this.form.dataset.autosave, {
        method: "POST", body: new FormData(this.form), keepalive: document.hidden, // keepalive carries at most 64 kB
        headers: { "Accept": "application/json", "X-Requested-With": "autosave" },
      });
      if (signedOut(response.status, response.url)) { banner("session", true); this.say("failed"); this.again = true; return this.later(); }
      if (response.status === 409) { this.say("conflict"); this.form.dispatchEvent(new CustomEvent("acogida:conflict", { bubbles: true, detail: response })); return; }
      if (!response.ok) throw new Error(String(response.status));
      const answer = (response.headers.get("Content-Type") ?? "").includes("json") ? await response.json() : {};
      const field = this.form.elements[this.form.dataset.autosaveVersion ?? "version"];
      if (field && answer.version !== undefined) field.value = answer.version;
      this.tries = 0;
      this.form.dataset.clean = "true";
      banner("session", false);
      this.say("saved");
      this.form.dispatchEvent(new CustomEvent("acogida:saved", { bubbles: true, detail: answer }));
    } catch {
      this.say("failed");
      this.again = true;
      this.later();
    } finally {
      this.sending = false;
      if (this.again && !this.timer) this.soon(PAUSE);
    }
  }

  later() { this.timer = setTimeout(() => this.save(), RETRIES[Math.min(this.tries++, RETRIES.length - 1)]); }
}
const started = new WeakSet();
function start(from) {
  for (const form of from.querySelectorAll("form[data-autosave]")) if (!started.has(form)) { started.add(form); new Draft(form); }
}
start(document);
document.addEventListener("htmx:afterSettle", (event) => start(event.detail.target.parentNode ?? document));
