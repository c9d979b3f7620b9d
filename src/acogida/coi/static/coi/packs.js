// Writing a pack: Alt and the arrows press an item's own buttons; after a change the focus is where it was.
const place = document.querySelector("[data-pack-focus]")?.dataset.packFocus;
if (place) document.getElementById(`item-${place}`)?.focus();

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.repeat || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const item = event.target.closest("[data-pack-item]");
  const form = item?.querySelector(event.key === "ArrowUp" ? "[data-pack-up]" : "[data-pack-down]");
  if (!item) return;
  event.preventDefault();
  form?.requestSubmit();
});
