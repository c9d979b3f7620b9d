// The page of rules: search among its rules, and a drawing that first shows its beginning.

const search = document.querySelector("[data-rules-search]");
const found = document.querySelector("[data-rules-found]");
const rules = [...document.querySelectorAll("[data-rule]")];
const parts = [...document.querySelectorAll("[data-rules-part]")];
const aside = [...document.querySelectorAll("[data-rules-hide]")];

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const texts = new Map(rules.map((rule) => [rule, fold(rule.textContent)]));

function show() {
  const words = fold(search.value).split(/\s+/).filter(Boolean);
  let n = 0;
  for (const rule of rules) {
    const fits = words.every((word) => texts.get(rule).includes(word));
    rule.hidden = !fits;
    n += fits ? 1 : 0;
  }
  for (const part of parts) {
    part.hidden = words.length > 0 && !part.querySelector("[data-rule]:not([hidden])");
  }
  for (const one of aside) one.hidden = words.length > 0;
  found.textContent = !words.length ? "" : n === 0 ? found.dataset.none : n === 1 ? found.dataset.one : found.dataset.many.replace("{n}", n);
}

search.addEventListener("input", show);
// A link to a rule that the search hides shows everything again.
window.addEventListener("hashchange", () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.closest("[hidden]")) {
    search.value = "";
    show();
    target.scrollIntoView();
  }
});

const drawing = document.querySelector("[data-rules-drawing]");
const whole = document.querySelector("[data-rules-whole]");
if (drawing && whole && drawing.scrollHeight > drawing.clientHeight) {
  whole.hidden = false;
  whole.addEventListener("click", () => {
    const open = drawing.classList.toggle("is-part") === false;
    whole.setAttribute("aria-expanded", String(open));
  });
}
