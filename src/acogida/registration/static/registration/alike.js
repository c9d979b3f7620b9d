// Who of the register may be this person: asked after a name was kept, never with the name in an address.
import { csrf } from "./keeper.js";

const NAMES = /\/(given_names|first_surname|second_surname|birth|sex|name_as_declared|other_names|nationality)$/;
const PAUSE = 250; // ms after what was typed is kept; a name is typed in several parts

export function lookAlikes(form) {
  for (const place of document.querySelectorAll("[data-alike]")) {
    place.addEventListener("submit", (event) => answer(event, place));
  }
  const place = document.querySelector("[data-alike-url]");
  if (!form || !place) return;
  let timer;
  let asked = 0;
  const look = async () => {
    const mine = ++asked;
    const found = await fragment(place.dataset.alikeUrl, new FormData());
    if (mine === asked) place.replaceChildren(...found); // a slow answer about fewer letters does not come last
  };
  const chip = () => {
    const mark = document.querySelector("[data-alike-chip]");
    if (mark) mark.hidden = !place.querySelector("li:not(.is-answered)");
  };
  form.addEventListener("kept", (event) => {
    if (!event.detail.paths.some((path) => NAMES.test(path))) return;
    clearTimeout(timer);
    timer = setTimeout(() => look().then(chip), PAUSE);
  });
  new MutationObserver(chip).observe(place, { childList: true, subtree: true });
  look();
}

async function answer(event, place) {
  const form = event.target.closest("[data-alike-answer]");
  if (!form || form.dataset.plain) return;
  event.preventDefault();
  const { submitter } = event;
  const chosen = submitter.value;
  const action = form.action;
  const data = new FormData(form);
  data.append("answer", chosen);
  const nodes = await fragment(action, data);
  if (!nodes.length) {
    form.dataset.plain = "1"; // the page answers instead of the fragment
    return void form.requestSubmit(submitter);
  }
  place.replaceChildren(...nodes);
  const again = [...place.querySelectorAll("[data-alike-answer]")].find((one) => one.action === action);
  again?.querySelector(`[value="${chosen}"]`)?.focus();
}

async function fragment(url, data) {
  try {
    const answer = await fetch(url, { method: "POST", body: data, headers: { Accept: "application/json", "X-CSRFToken": csrf(), "X-Fragment": "1" }, redirect: "manual" });
    if (!answer.ok) return [];
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...parsed.body.children];
  } catch {
    return [];
  }
}
