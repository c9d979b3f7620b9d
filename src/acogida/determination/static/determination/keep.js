/* A long form that saves itself: each pause in typing sends it with the version it was read at and what it held then.
   The server answers with the new version and with fields that a colleague changed meanwhile, which are put in. When
   both changed the same field nothing is saved, and pressing "Save" shows both values. */
const form = document.querySelector("form[data-keep]");
const status = document.querySelector("[data-save-status]");
const words = form.dataset;
let timer = null;
let busy = false;
let dirty = false;
let wait = 1200;
let conflict = false;

function put(name, value) {
  const fields = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
  for (const field of fields) {
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = Array.isArray(value) ? value.includes(field.value) : field.value === (value ?? "");
    } else if (field !== document.activeElement) {
      field.value = value ?? "";
    }
  }
}

function mark(answer) {
  for (const [code, state] of Object.entries(answer.states ?? {})) {
    const item = document.querySelector(`[data-part="${CSS.escape(code)}"]`);
    if (item) {
      item.className = `part-${state}`;
      item.hidden = state === "hidden";
      const word = item.querySelector("[data-part-word]");
      if (word) word.textContent = ` (${answer.words?.[code] ?? ""})`;
    }
    const section = document.getElementById(code);
    if (section?.dataset.section) {
      section.hidden = state === "hidden";
      const missing = section.querySelector("[data-missing]");
      if (missing) missing.hidden = state !== "missing";
    }
  }
  const left = document.querySelector("[data-left]");
  if (left && answer.left !== undefined) left.textContent = answer.left;
  const notice = document.querySelector("[data-cp-notice]");
  if (notice && answer.cp_needed !== undefined) notice.hidden = !answer.cp_needed;
  const reasons = document.querySelector("[data-reasons]");
  if (reasons && answer.reasons) {
    const list = document.createElement("ul");
    list.className = "det-reasons";
    for (const reason of answer.reasons) {
      const item = document.createElement("li");
      item.textContent = reason;
      list.append(item);
    }
    if (answer.reasons.length || reasons.querySelector("ul")) reasons.replaceChildren(list);
  }
}

async function save() {
  if (busy || !dirty || conflict) return;
  busy = true;
  dirty = false;
  status.textContent = words.wordsSaving;
  try {
    const response = await fetch(form.action || location.href, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json", "X-Requested-With": "autosave" },
      redirect: "manual",
    });
    if (response.ok) {
      const answer = await response.json();
      form.elements.version.value = answer.version;
      form.elements.base.value = JSON.stringify(answer.base);
      for (const [name, value] of Object.entries(answer.taken ?? {})) put(name, value);
      mark(answer);
      status.textContent = answer.message || words.wordsSaved;
      wait = 1200;
    } else if (response.status === 401 || response.type === "opaqueredirect") {
      dirty = true;
      wait = 10000;
      status.textContent = words.wordsSignedOut;
      const banner = document.querySelector("[data-banner=session]");
      if (banner) banner.hidden = false;
    } else if (response.status === 409) {
      const answer = await response.json();
      conflict = Boolean(answer.fields);
      dirty = true;
      status.textContent = conflict ? `${words.wordsConflict} (${answer.fields.join("; ")})` : answer.message;
      if (!conflict) wait = 30000;
    } else if (response.status === 422) {
      const answer = await response.json();
      dirty = true;
      status.textContent = Object.values(answer.errors).flat().join(" ");
      busy = false;
      return;
    } else {
      throw new Error(String(response.status));
    }
  } catch {
    dirty = true;
    wait = Math.min(30000, wait * 2);
    status.textContent = words.wordsUnsaved;
  }
  busy = false;
  if (dirty && !conflict) soon();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

form.addEventListener("input", () => { dirty = true; soon(); });
form.addEventListener("change", () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, 150); });
let leaving = false;
form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
addEventListener("online", () => { wait = 1200; soon(); });
addEventListener("pageshow", () => { leaving = false; });
