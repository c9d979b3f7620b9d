// The verifier's page. Certificates are checked here, on this device: neither their text nor the picture is sent.

import { Camera } from "./camera.js";
import { textInPicture } from "./codes.js";
import { Dates } from "./dates.js";
import { Shelf } from "./shelf.js";
import { shown } from "./show.js";
import { judge } from "./verdict.js";

const HOUR = 3_600_000;
const WIPE_AFTER = 90_000; // a result does not stay on a device that was put down
const page = document.body;
const given = page.dataset;
const one = (selector) => document.querySelector(selector);
const dates = new Dates(given.locale, given.zone);
const shelf = new Shelf(given.bundle, given.root);
// A page from a place that is not secure (neither https nor this machine) has no cryptography: its form goes to the server.
const here = Boolean(globalThis.crypto?.subtle && "caches" in globalThis && "DecompressionStream" in globalThis);
const seconds = () => Date.now() / 1000;

/* The result */
const place = one("[data-result]");
let showing = ""; // the text whose verdict is on the page
let wiping = 0;

function wipe() {
  clearTimeout(wiping);
  showing = "";
  place.replaceChildren();
  delete given.answered;
}

async function check(text) {
  if (text === showing) return;
  if (!shelf.bundle) return say("noList");
  say("");
  const verdict = await judge(text, shelf.bundle);
  wipe();
  showing = text;
  place.replaceChildren(shown(verdict, dates, seconds()));
  answered();
}

function answered() {
  const card = one("#result");
  given.answered = card.dataset.state;
  card.focus({ preventScroll: true });
  scrollTo({ top: 0 });
  wiping = setTimeout(wipe, WIPE_AFTER);
}
if (one("#result")) answered(); // the server's, about a PDF

/* What is said in passing: the words are templates of the page */
const spoken = one("[data-say]");
function say(name) {
  spoken.textContent = name ? one(`[data-words=${name}]`).content.textContent.trim() : "";
}

/* Camera */
const stage = one("[data-stage]");
const lamp = one("[data-lamp]");
const camera = new Camera(one("[data-view]"), check);

async function look() {
  say("looking");
  given.looking = "yes";
  stage.hidden = false;
  try {
    await camera.start();
  } catch {
    rest();
    return say("noCamera");
  }
  lamp.hidden = !camera.hasLamp;
}

function rest() {
  camera.stop();
  stage.hidden = true;
  delete given.looking;
  lamp.setAttribute("aria-pressed", "false");
  say("");
}

one("[data-start]").addEventListener("click", () => { wipe(); if (!camera.running) look(); });
one("[data-stop]").addEventListener("click", rest);
lamp.addEventListener("click", async () => {
  const on = lamp.getAttribute("aria-pressed") !== "true";
  await camera.lamp(on).catch(() => {});
  lamp.setAttribute("aria-pressed", String(on));
});

/* Who puts the telephone away leaves nothing on it */
let resume = false;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { resume = camera.running; rest(); wipe(); }
  else { if (resume) look(); renew(); }
});
addEventListener("pagehide", () => { rest(); wipe(); });

/* Picture, text, PDF. Only a PDF is sent: its seal is checked by the server. */
const form = one("#verify");
const { text, file } = form.elements;

form.addEventListener("submit", async (event) => {
  const chosen = file.files[0];
  const picture = chosen?.type.startsWith("image/");
  if (!picture && (chosen || !here)) {
    if (!navigator.onLine) { event.preventDefault(); say("pdfNeedsLine"); }
    return;
  }
  event.preventDefault();
  say(picture ? "reading" : "");
  const found = picture ? await textInPicture(chosen).catch(() => null) : text.value;
  form.reset();
  if (!found?.trim()) say(picture ? "nothingFound" : "nothingGiven");
  else if (here) { showing = ""; await check(found); }
  else { text.value = found; form.submit(); }
});
file.addEventListener("change", () => { if (file.files[0]) form.requestSubmit(); });

/* The list */
const listOf = one("[data-list-state]");
function tell() {
  const { bundle, refusal } = shelf;
  const now = seconds();
  const state = !bundle ? "none" : now >= bundle.expiresAt ? "stale" : now - bundle.issuedAt > 2 * HOUR / 1000 ? "dated" : "fresh";
  listOf.dataset.state = state;
  for (const line of listOf.querySelectorAll("[data-when-list]")) line.hidden = !line.dataset.whenList.split(" ").includes(state);
  for (const blank of listOf.querySelectorAll("[data-blank]")) {
    if (bundle) blank.textContent = blank.dataset.blank === "until" ? dates.moment(bundle.expiresAt) : dates.moment(bundle.issuedAt);
  }
  const root = one("[data-root-known]");
  root.textContent = (shelf.pin.match(/.{4}/g) ?? []).join(" ");
  one("[data-alarm=root]").hidden = refusal?.code !== "wrong_root";
  one("[data-root-shown]").textContent = (refusal?.root.match(/.{4}/g) ?? []).join(" ");
  one("[data-alarm=forged]").hidden = !["altered", "not_a_bundle"].includes(refusal?.code);
  one("[data-alarm=clock]").hidden = !bundle || now >= bundle.issuedAt - 300;
  for (const blank of document.querySelectorAll("[data-alarm=clock] [data-blank]")) if (bundle) blank.textContent = dates.day(bundle.issuedAt);
}

/* What is on the page is judged again by the new list. */
async function renew() {
  const before = shelf.bundle;
  await shelf.refresh();
  tell();
  if (showing && shelf.bundle !== before) { const again = showing; showing = ""; await check(again); }
}

one("[data-renew]").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  button.disabled = true;
  say("renewing");
  await renew();
  button.disabled = false;
  const fresh = shelf.bundle && !shelf.refusal && seconds() - shelf.bundle.issuedAt < 2 * HOUR / 1000;
  say(fresh ? "renewed" : "notRenewed");
});
addEventListener("online", renew);
setInterval(renew, HOUR);
setInterval(() => navigator.serviceWorker?.getRegistration().then((found) => found?.update()).catch(() => {}), 6 * HOUR);

/* The application on the home screen */
let installing = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  installing = event;
  one("[data-install]").hidden = false;
});
one("[data-install]").addEventListener("click", async () => {
  await installing?.prompt();
  one("[data-install]").hidden = true;
});

if (here) {
  navigator.serviceWorker?.register(given.worker, { scope: given.scope }).catch(() => {});
  await shelf.load();
  page.classList.add("works-here");
  one("[data-start]").hidden = !navigator.mediaDevices?.getUserMedia;
  // At a desk there is room for everything; on a telephone the camera comes first.
  one("[data-other]").open = innerWidth >= 700 || one("[data-start]").hidden || Boolean(one("[data-error-summary]"));
  tell();
  await renew();
  given.ready = "yes";
}
