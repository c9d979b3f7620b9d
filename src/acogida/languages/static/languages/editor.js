/* The side-by-side page: each sentence saves itself after a pause, with the words it was read with; Ctrl+Enter confirms it
   and goes on; what memory and terms hold for it is fetched when it is entered. Without this script every sentence is a form. */
const PAUSE = 800;
const RETRY = 4000;
const help = document.querySelector("[data-help]");
const lines = () => [...document.querySelectorAll("[data-line]")].filter((line) => line.querySelector("textarea[name=text]"));
let current = null;
let asked = null;

class Sentence {
  constructor(line) {
    this.line = line;
    this.form = line.querySelector("form[data-segment]");
    this.text = this.form.elements.text;
    this.sheet = line.closest("[data-sheet]");
    this.status = this.sheet.querySelector("[data-save-status]");
    this.timer = null;
    this.busy = false;
    this.next = null;
    this.text.addEventListener("input", () => { this.text.classList.remove("lang-grey"); this.soon(PAUSE); });
    this.text.addEventListener("focus", () => this.enter());
    this.text.addEventListener("blur", () => { if (this.timer) this.soon(0); });
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.save("1"); });
    this.text.addEventListener("keydown", (event) => this.key(event));
    line.addEventListener("submit", (event) => {
      if (event.target.matches("[data-accept]")) { event.preventDefault(); this.send(event.target, new FormData(event.target)); }
    });
  }

  get dirty() { return this.text.value !== this.form.elements.base.value; }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.timer = null; if (this.dirty) this.save(""); }, wait);
  }

  save(confirmed) {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.busy) { this.next = confirmed || this.next || ""; return Promise.resolve(false); }
    const data = new FormData(this.form);
    data.set("confirmed", confirmed);
    return this.send(this.form, data);
  }

  async send(form, data) {
    this.busy = true;
    this.show(this.sheet.dataset.wordsSaving);
    let saved = false;
    try {
      const response = await fetch(form.action, {
        method: "POST", body: data, headers: { Accept: "application/json", "X-Requested-With": "fetch" }, redirect: "manual",
      });
      const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
      if (response.ok) {
        saved = true;
        if (data.has("text")) {
          this.form.elements.base.value = answer.text;
          if (this.text.value === data.get("text")) this.text.value = answer.text;
          this.line.querySelector("[data-conflict]").hidden = true;
        }
        this.line.querySelector("[data-under]").innerHTML = answer.under;
        this.sheet.querySelector("[data-state]").innerHTML = answer.state;
        this.count();
        this.show(this.sheet.dataset.wordsSaved);
      } else if (response.status === 409) {
        this.clash(answer);
      } else if (answer.message) {
        this.show(answer.message, true);
      } else {
        throw new Error(String(response.status));
      }
    } catch {
      this.show(this.sheet.dataset.wordsUnsaved, true);
      setTimeout(() => { if (this.dirty) this.save(""); }, RETRY);
    }
    this.busy = false;
    const next = this.next;
    this.next = null;
    if (next !== null && (next || this.dirty)) return this.save(next);
    return saved;
  }

  clash(answer) {
    this.show(answer.message, true);
    const box = this.line.querySelector("[data-conflict]");
    const said = document.createElement("p");
    said.textContent = `${this.sheet.dataset.wordsTheirs} ${answer.theirs}`;
    const button = (words, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm me-2", textContent: words });
      made.addEventListener("click", () => { box.hidden = true; this.form.elements.base.value = answer.theirs; act(); this.text.focus(); });
      return made;
    };
    box.replaceChildren(
      said,
      button(this.sheet.dataset.wordsTake, () => { this.text.value = answer.theirs; }),
      button(this.sheet.dataset.wordsKeep, () => this.save("")),
    );
    box.hidden = false;
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.save("1");
      this.go(1);
    } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.go(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  go(step) {
    const all = lines();
    const next = all[all.indexOf(this.line) + step];
    if (next) next.querySelector("textarea[name=text]").focus();
    else if (step > 0) this.sheet.querySelector("form[data-submit] button")?.focus();
  }

  count() {
    const all = [...this.sheet.querySelectorAll("[data-confirmed]")];
    const words = this.sheet.querySelector("[data-confirmed-count]");
    const done = all.filter((one) => one.dataset.confirmed === "1").length;
    words.textContent = words.textContent.replace(/\d+/, String(done));
  }

  show(words, wrong = false) {
    this.status.textContent = words;
    this.status.classList.toggle("text-danger-emphasis", wrong);
  }

  async enter() {
    current = this;
    asked?.abort();
    asked = new AbortController();
    try {
      const response = await fetch(this.line.dataset.helpUrl, { signal: asked.signal, headers: { "X-Requested-With": "fetch" } });
      if (response.ok && current === this && help) help.innerHTML = await response.text();
    } catch { /* left again, or no line: nothing is lost */ }
  }
}

const sentences = lines().map((line) => new Sentence(line));

document.addEventListener("click", (event) => {
  const use = event.target.closest("[data-use]");
  if (!use || !current) return;
  current.text.value = use.dataset.use;
  current.text.classList.remove("lang-grey");
  current.text.focus();
  current.save("");
});
addEventListener("beforeunload", (event) => { if (sentences.some((one) => one.dirty)) event.preventDefault(); });
