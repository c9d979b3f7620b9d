/* The search page of country information: keys, lists that narrow at once, and the way back to what was found.
   Everything works without it by buttons and links. */

const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const form = () => one("[data-coi-form]");
const box = () => one("[data-coi-box]");

/* A list or a date that is chosen narrows the search at once; the box waits for Enter. */
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-coi-add]") && event.target.value) form()?.requestSubmit();
});

/* Wide windows show what can be narrowed; small ones keep it folded. What was opened stays open. */
let opened = matchMedia("(min-width: 992px)").matches;
function unfold() {
  const filters = one("[data-coi-filters]");
  if (!filters) return;
  if (opened) filters.open = true;
  filters.addEventListener("toggle", () => { opened = filters.open; });
}
unfold();

/* Keys: "/" to the box, j and k to the next and the previous passage, Enter opens it (the link has the focus). */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, [contenteditable], dialog, .dropdown-menu")) return;
  if (event.key === "/" && box()) {
    event.preventDefault();
    event.stopPropagation(); // the box of the whole house takes the same key elsewhere
    box().focus();
    box().select();
    return;
  }
  if (event.key !== "j" && event.key !== "k") return;
  const hits = all("[data-coi-hit]");
  if (!hits.length) return;
  event.preventDefault();
  const at = hits.findIndex((hit) => hit.contains(document.activeElement));
  const next = at < 0 ? 0 : Math.max(0, Math.min(hits.length - 1, at + (event.key === "j" ? 1 : -1)));
  one("[data-coi-open]", hits[next]).focus();
  hits[next].scrollIntoView({ block: "nearest" });
}, true);

/* More of the same: the reader stays where she was. */
let seen = 0;
document.addEventListener("click", (event) => { seen = event.target.closest("[data-coi-more]") ? all("[data-coi-hit]").length : 0; });
document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.detail.target.matches?.("[data-coi-finder]")) return;
  unfold();
  keep();
  const hits = all("[data-coi-hit]");
  if (seen && hits.length) one("[data-coi-open]", hits[Math.min(seen, hits.length - 1)]).focus({ preventScroll: true });
  else if (document.activeElement === document.body) box()?.focus({ preventScroll: true });
  seen = 0;
});

/* Back from a passage, the same search is there again. What was asked is kept with this entry of the tab's own history, never
   in an address; it goes with the tab. */
function keep() {
  const data = new FormData(form());
  const limit = one("#coi-export input[name=limit]")?.value;
  history.replaceState({ ...history.state, coi: { text: data.get("text"), chips: data.getAll("chip"), limit } }, "");
}
const before = history.state?.coi;
const [how] = performance.getEntriesByType("navigation");
if (before && (before.text || before.chips.length) && ["back_forward", "reload"].includes(how?.type) && window.htmx && form() && !one("[data-coi-answered]")) {
  const hidden = (name, value) => form().append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  // Not before htmx has the form in hand (at "load"): sent by the browser itself, the answer would be a page that asks again.
  addEventListener("load", () => {
    box().value = before.text;
    for (const chip of before.chips) hidden("chip", chip);
    if (before.limit) hidden("limit", before.limit);
    hidden("again", "1");
    form().requestSubmit();
  });
} else if (form() && box().value === "" && matchMedia("(hover: hover)").matches) {
  box().focus({ preventScroll: true });
}
