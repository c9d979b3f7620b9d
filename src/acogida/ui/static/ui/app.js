/* The frame's behaviour: menu, theme, search box, dialogs, banners for a lost line or session.
   Everything works without it; nothing here decides anything. */

const root = document.documentElement;
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

/* Banners */
export function banner(name, shown) {
  const element = one(`[data-banner="${name}"]`);
  if (element) element.hidden = !shown;
}
addEventListener("offline", () => banner("offline", true));
addEventListener("online", () => { banner("offline", false); document.dispatchEvent(new CustomEvent("acogida:online")); });
if (!navigator.onLine) banner("offline", true);

/* A request that ends at the sign-in page, or with 401, means that the session has ended: the page is left as it is. */
export function signedOut(status, url) {
  const login = document.body.dataset.login;
  return status === 401 || (login && url && new URL(url, location.href).pathname === login && location.pathname !== login);
}
document.addEventListener("htmx:beforeSwap", (event) => {
  const xhr = event.detail.xhr;
  if (signedOut(xhr.status, xhr.responseURL)) {
    event.detail.shouldSwap = false;
    banner("session", true);
  } else {
    banner("session", false);
    // A form that was not accepted comes back with its errors: 422, or 409 when somebody else was first.
    if (xhr.status === 422 || xhr.status === 409) { event.detail.shouldSwap = true; event.detail.isError = false; }
  }
});
document.addEventListener("htmx:sendError", () => banner("offline", true));
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) { banner("offline", !navigator.onLine); banner("failed", false); } });
document.addEventListener("htmx:responseError", (event) => { if (!signedOut(event.detail.xhr.status, event.detail.xhr.responseURL)) banner("failed", true); });

document.addEventListener("click", (event) => {
  const target = event.target.closest("button, a");
  if (!target) return;
  if (target.hasAttribute("data-banner-close")) target.closest("[data-banner]").hidden = true;
  if (target.hasAttribute("data-notice-close")) target.closest(".notice").remove();
  if (target.hasAttribute("data-side-open")) side(true);
  if (target.hasAttribute("data-side-close")) side(false);
  if (target.dataset.dialog) one(`#${CSS.escape(target.dataset.dialog)}`)?.showModal();
  if (target.hasAttribute("data-dialog-close")) target.closest("dialog").close();
  if (target.hasAttribute("data-print")) window.print();
});
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) event.target.close(); // the backdrop
  if (event.target === document.body && document.body.classList.contains("side-is-open")) side(false);
});

/* Side menu on small screens */
function side(open) {
  document.body.classList.toggle("side-is-open", open);
  one("[data-side-open]")?.setAttribute("aria-expanded", String(open));
  one(open ? "[data-side-close]" : "[data-side-open]")?.focus();
}

/* Theme without a page load; the form posts the same where scripts do not run */
for (const form of all("[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    const name = event.submitter?.value;
    if (!name) return;
    event.preventDefault();
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${name}; Path=/; Max-Age=${365 * 86400}; SameSite=Lax${secure}`;
    root.dataset.theme = name;
    document.dispatchEvent(new CustomEvent("acogida:theme"));
    for (const button of all("button[name=theme]", form)) button.setAttribute("aria-pressed", String(button.value === name));
  });
}

/* Search box: "/" reaches it from anywhere, arrows walk the answers, Escape leaves */
const finder = one("[data-finder]");
const found = one("#finder-results");
function showFound(shown) {
  if (!finder || !found) return;
  found.hidden = !shown || !found.textContent.trim();
  finder.setAttribute("aria-expanded", String(!found.hidden));
}
if (finder && found) {
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === found) showFound(finder.value.trim() !== ""); });
  finder.addEventListener("input", () => { if (!finder.value.trim()) showFound(false); });
  finder.addEventListener("focus", () => showFound(finder.value.trim() !== ""));
  one(".finder").addEventListener("keydown", (event) => {
    const links = all("[data-result]", found);
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") { showFound(false); finder.focus(); }
    if (!links.length || found.hidden || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? finder : links[Math.min(next, links.length - 1)]).focus();
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".finder")) showFound(false); });
  // Enter asks for the whole page of answers instead of the list under the box.
  finder.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && finder.value.trim()) { event.preventDefault(); HTMLFormElement.prototype.submit.call(finder.form); }
  });
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && finder) { event.preventDefault(); finder.focus(); finder.select(); }
  if (event.key === "Escape" && document.body.classList.contains("side-is-open")) side(false);
});

/* What went wrong is read first */
one("[data-error-summary]")?.focus();
document.addEventListener("htmx:afterSettle", (event) => one("[data-error-summary]", event.detail.target)?.focus());

/* A page of ours when the line is down (works over https and on this machine only, as browsers demand) */
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});
