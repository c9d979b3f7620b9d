// The duplicates desk: 1, 2, 3 answer, N puts off; filters apply as they are chosen. Every page works without it too.
document.querySelector("[data-error]")?.focus();

const filters = document.querySelector("[data-filters]");
filters?.addEventListener("change", () => filters.requestSubmit());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog")) return;
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  button.focus();
  button.click();
});

// One answer a page: a second key while the next one loads answers nothing.
for (const form of document.querySelectorAll("[data-answer]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
}
