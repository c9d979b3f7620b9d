// Keeps answers on the server as they change: one request at a time, nothing lost when the line or the session is.
// A change is sent as {was, now}; when a colleague changed the same answer the server keeps theirs and both are shown.

const PAUSE = 500; // ms after the last key
const AGAIN = [2000, 4000, 8000, 15000];

export function csrf() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

export function valueOf(question) {
  const kind = question.dataset.kind;
  const all = [...question.querySelectorAll("input:not([type=hidden],[type=file]),select,textarea")];
  if (kind === "partial_date") return Object.fromEntries(all.map((field) => [field.dataset.part, field.value.trim()]));
  if (kind === "checks" || kind === "grouped_checks") return all.filter((box) => box.checked).map((box) => box.value);
  if (kind === "repeat" || kind === "repeat_select") return all.map((field) => field.value.trim()).filter(Boolean);
  if (kind === "yesno" || kind === "radio") return all.find((box) => box.checked)?.value ?? "";
  return all[0]?.value.trim() ?? "";
}

function show(question, value) {
  const kind = question.dataset.kind;
  const all = [...question.querySelectorAll("input:not([type=hidden],[type=file]),select,textarea")];
  if (kind === "partial_date") for (const field of all) field.value = value?.[field.dataset.part] ?? "";
  else if (kind === "checks" || kind === "grouped_checks") for (const box of all) box.checked = (value ?? []).includes(box.value);
  else if (kind === "repeat" || kind === "repeat_select") all.forEach((field, i) => (field.value = (value ?? [])[i] ?? ""));
  else if (kind === "yesno" || kind === "radio") for (const box of all) box.checked = box.value === value;
  else if (all[0]) all[0].value = value ?? "";
}

function same(a, b) {
  const bare = (value) => {
    if (value === null || value === undefined || value === "") return "";
    if (Array.isArray(value)) return value.filter(Boolean).length ? JSON.stringify(value.filter(Boolean)) : "";
    if (typeof value === "object") {
      const kept = Object.entries(value).filter(([, text]) => text).sort();
      return kept.length ? JSON.stringify(kept) : "";
    }
    return String(value);
  };
  return bare(a) === bare(b);
}

export class Keeper {
  constructor(form) {
    this.form = form;
    this.wasField = form.querySelector("[data-was]");
    this.was = JSON.parse(this.wasField.value || "{}");
    this.questions = new Map([...form.querySelectorAll("[data-question]")].map((one) => [one.dataset.path, one]));
    this.open = new Set([...this.questions].filter(([, q]) => q.classList.contains("has-conflict")).map(([path]) => path));
    this.state = document.querySelector("[data-save-state]");
    this.tries = 0;
    form.addEventListener("input", (event) => this.soon(event));
    form.addEventListener("change", (event) => this.soon(event, 0));
    form.addEventListener("click", (event) => this.choose(event));
    window.addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
    window.addEventListener("focus", () => this.send());
  }

  /** Answers that differ from what the server is known to hold. */
  changes() {
    const found = {};
    for (const [path, question] of this.questions) {
      if (question.dataset.kind === "photo" || this.open.has(path)) continue;
      const now = valueOf(question);
      if (!same(this.was[path], now)) found[path] = { was: this.was[path] ?? null, now };
    }
    return found;
  }

  get busy() {
    return Boolean(this.flight) || Object.keys(this.changes()).length > 0;
  }

  soon(event, pause = PAUSE) {
    if (!event.target.closest("[data-question]") || event.target.type === "file") return;
    clearTimeout(this.timer);
    if (this.state?.dataset.state === "saved") this.say("saving"); // "Saved" is not true of what is being written
    this.timer = setTimeout(() => this.send(), pause);
  }

  /** Send until everything has arrived; false when it cannot now. */
  async settle() {
    clearTimeout(this.timer);
    for (let round = 0; round < 4 && this.busy; round += 1) if (!(await this.send())) return false;
    return !this.busy;
  }

  send() {
    this.flight ??= this.#send().finally(() => (this.flight = null));
    return this.flight;
  }

  async #send() {
    const changes = this.changes();
    if (!Object.keys(changes).length) {
      if (this.state?.dataset.state === "saving") this.say("saved"); // what was written was taken back
      return true;
    }
    this.say("saving");
    let answer;
    try {
      answer = await fetch(this.form.dataset.saveUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
        body: JSON.stringify({ page: this.form.dataset.page, changes }),
        redirect: "manual",
      });
    } catch {
      return this.later("waiting");
    }
    if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
      const banner = document.querySelector('[data-banner="session"]');
      if (banner) banner.hidden = false;
      return this.later("session");
    }
    if (answer.status === 410) return this.say("gone"), false;
    if (answer.status !== 200 && answer.status !== 409) return this.later("waiting");
    this.tries = 0;
    const banner = document.querySelector('[data-banner="session"]');
    if (banner) banner.hidden = true;
    this.take(await answer.json(), changes);
    const more = Object.keys(this.changes()).length > 0; // typed while this was on its way
    this.say(more ? "saving" : "saved");
    if (more) this.timer = setTimeout(() => this.send());
    return true;
  }

  later(word) {
    this.say(word);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.send(), AGAIN[Math.min(this.tries++, AGAIN.length - 1)]);
    return false;
  }

  take(answer, changes) {
    for (const [path, change] of Object.entries(changes)) if (!(path in answer.conflicts)) this.was[path] = change.now;
    for (const [path, value] of Object.entries(answer.proposed)) {
      const question = this.questions.get(path);
      if (!question || valueOf(question)) continue;
      const offer = () => {
        if (valueOf(question)) return;
        show(question, value);
        question.querySelector("[data-proposed]").hidden = false;
        this.send();
      };
      this.was[path] = value;
      // Nothing is put under the hands of whoever is about to write there.
      if (question.contains(document.activeElement)) question.addEventListener("focusout", offer, { once: true });
      else offer();
    }
    for (const [path, conflict] of Object.entries(answer.conflicts)) this.conflict(path, conflict);
    for (const [path, message] of Object.entries(answer.errors)) this.error(path, message);
    for (const [path, shown] of Object.entries(answer.shown)) {
      const question = this.questions.get(path);
      if (question) question.hidden = !shown;
    }
    if (answer.name) for (const place of document.querySelectorAll("[data-person-name]")) place.textContent = answer.name;
    this.wasField.value = JSON.stringify(this.was);
    this.form.dispatchEvent(new CustomEvent("kept", { detail: { paths: Object.keys(changes) } }));
  }

  error(path, message) {
    const question = this.questions.get(path);
    const place = question?.querySelector("[data-error]");
    if (!place || (question.contains(document.activeElement) && message)) return;
    place.hidden = !message;
    place.querySelector("[data-error-text]").textContent = message;
    question.classList.toggle("has-error", Boolean(message));
    for (const field of question.querySelectorAll(".form-control,.form-select,.form-check-input")) {
      field.classList.toggle("is-invalid", Boolean(message));
      field.setAttribute("aria-invalid", String(Boolean(message)));
    }
  }

  conflict(path, { theirs, words, by }) {
    const question = this.questions.get(path);
    if (!question) return;
    this.open.add(path);
    this.was[path] = theirs;
    const place = question.querySelector("[data-conflict]");
    place.hidden = false;
    question.classList.add("has-conflict");
    place.querySelector("[data-conflict-words]").textContent = words;
    place.querySelector("[data-conflict-by]").textContent = by;
    place.querySelector("[data-keep-mine]").focus();
  }

  choose(event) {
    const button = event.target.closest("[data-keep-mine],[data-keep-theirs]");
    if (!button) return;
    const question = button.closest("[data-question]");
    if (button.matches("[data-keep-theirs]")) show(question, this.was[question.dataset.path]);
    this.open.delete(question.dataset.path);
    question.querySelector("[data-conflict]").hidden = true;
    question.classList.remove("has-conflict");
    this.send();
  }

  say(word) {
    if (!this.state) return;
    this.state.textContent = this.form.dataset[`text${word[0].toUpperCase()}${word.slice(1)}`] ?? "";
    this.state.dataset.state = word;
  }
}
