// Words selected in a passage become its quotation: a shortcut, the text area does as well.

document.addEventListener("selectionchange", () => {
  const chosen = document.getSelection();
  if (!chosen || chosen.isCollapsed) return;
  const passage = (chosen.anchorNode?.parentElement ?? chosen.anchorNode)?.closest?.(".coi-hit-text");
  if (!passage || !passage.contains(chosen.focusNode)) return;
  const box = passage.closest("[data-coi-hit]")?.querySelector("[data-quote]");
  if (!box) return;
  box.value = chosen.toString().trim();
  const fold = box.closest("details");
  if (fold && box.value) fold.open = true;
});
