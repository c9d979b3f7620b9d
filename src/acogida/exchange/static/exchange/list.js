/* Lists by keyboard: j and k (or the arrows, once on a row) go from row to row, Enter opens. Links work without it. */
const links = [...document.querySelectorAll("tbody a.row-link")];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,select,textarea,dialog[open]")) return;
  const here = links.indexOf(document.activeElement);
  const step = { j: 1, k: -1, ...(here >= 0 ? { ArrowDown: 1, ArrowUp: -1 } : {}) }[event.key];
  if (!step || !links.length) return;
  event.preventDefault();
  links[Math.max(0, Math.min(links.length - 1, here < 0 ? 0 : here + step))].focus();
});
