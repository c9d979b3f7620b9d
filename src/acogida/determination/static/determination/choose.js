// Ticks of a list: all at once, and how many.

const form = document.querySelector("[data-choose]");
const all = form?.querySelector("[data-choose-all]");
const boxes = [...(form?.querySelectorAll("[name=submission], [name=certificate]") ?? [])];
const count = form?.querySelector("[data-choose-count]");

function show() {
  const ticked = boxes.filter((box) => box.checked).length;
  count.textContent = ticked ? `(${ticked})` : "";
  all.checked = ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

if (form && all) {
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}
