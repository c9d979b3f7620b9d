/* The interview record: every entry goes to the server by itself and is shown as it stands there. Entries that cannot
   be sent wait here in order, each with its own key, so that sending one again writes nothing twice. */
const form = document.querySelector("form[data-interview]");
const list = document.getElementById("entries");
const saved = document.querySelector("[data-saved]");
const text = form.elements.text;
const waiting = [];
let sending = false;
let retry = 0;

const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
  (c) => (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16)));
const last = () => Math.max(0, ...[...list.querySelectorAll("[data-seq]")].map((item) => Number(item.dataset.seq)));
const scroll = () => { list.scrollTop = list.scrollHeight; };

function choose(kind) {
  const field = form.querySelector(`[name=kind][value=${kind}]`);
  if (field) field.checked = true;
}

function stopCorrecting() {
  form.elements.corrects.value = "";
  for (const part of form.querySelectorAll("[data-correction-label], [data-correction-cancel]")) part.hidden = true;
}

function show(words, tone = "") {
  saved.textContent = words;
  saved.dataset.tone = tone;
}

async function send() {
  if (sending || !waiting.length) return;
  sending = true;
  const entry = waiting[0];
  entry.set("last", String(last()));
  try {
    const response = await fetch(form.action, {
      method: "POST", body: entry, headers: { Accept: "application/json", "X-Requested-With": "fetch" }, redirect: "manual",
    });
    if (response.ok) {
      waiting.shift();
      retry = 0;
      list.insertAdjacentHTML("beforeend", await response.text());
      scroll();
      show(waiting.length ? `${waiting.length} ${form.dataset.wordsWaiting}` : form.dataset.wordsSaved);
    } else if (response.status === 409) {
      waiting.shift();
      // Refused, so nothing was written: the words go back to where they can be changed.
      const box = new DOMParser().parseFromString(await response.text(), "text/html");
      show(box.body.textContent.replace(/\s+/g, " ").trim(), "danger");
      if (!text.value) text.value = entry.get("text");
    } else if (response.status === 401 || response.type === "opaqueredirect") {
      show(form.dataset.wordsSignedOut, "danger");
      const banner = document.querySelector("[data-banner=session]");
      if (banner) banner.hidden = false;
      retry = 10000;
    } else {
      retry = Math.min(30000, (retry || 1000) * 2);
    }
  } catch {
    retry = Math.min(30000, (retry || 1000) * 2);
  }
  sending = false;
  if (!waiting.length) return;
  if (retry) {
    if (saved.dataset.tone !== "danger") show(`${waiting.length} ${form.dataset.wordsWaiting}`, "warning");
    setTimeout(send, retry);
  } else {
    send();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!text.value.trim()) { text.focus(); return; }
  const entry = new FormData(form);
  entry.set("idempotency_key", fresh());
  waiting.push(entry);
  text.value = "";
  const kind = entry.get("kind");
  choose(kind === "question" ? "answer" : "question");
  stopCorrecting();
  text.focus();
  send();
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener("click", (event) => {
  const question = event.target.closest("[data-question]");
  if (question) {
    text.value = text.value.trim() ? `${text.value.trim()} ${question.dataset.question}` : question.dataset.question;
    stopCorrecting();
    choose("question");
    question.classList.add("det-asked");
    text.focus();
  }
  const correct = event.target.closest("[data-correct]");
  if (correct) {
    form.elements.corrects.value = correct.dataset.correct;
    choose("correction");
    form.querySelector("[data-correction-of]").textContent = `${form.dataset.wordsOf}${correct.dataset.correct}`;
    for (const part of form.querySelectorAll("[data-correction-label], [data-correction-cancel]")) part.hidden = false;
    text.focus();
  }
  if (event.target.closest("[data-correction-cancel]")) { stopCorrecting(); choose("question"); text.focus(); }
});

addEventListener("beforeunload", (event) => { if (waiting.length || text.value.trim()) event.preventDefault(); });
addEventListener("online", () => { retry = 0; send(); });

/* Time, and the reminder of a break. */
const timer = document.querySelector("[data-timer]");
const notice = document.querySelector("[data-break-notice]");
function tick() {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(timer.dataset.timer)) / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  timer.querySelector("[data-timer-text]").textContent = [h, m, s].map((n) => String(n).padStart(2, "0")).join(":");
  const listened = (Date.now() - Date.parse(notice.dataset.since)) / 60000;
  notice.hidden = "paused" in notice.dataset || listened < Number(notice.dataset.minutes);
}
tick();
setInterval(tick, 1000);
scroll();
