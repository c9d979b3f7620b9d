/* Strips of days: point at a day, or walk the days with the arrow keys, and read it. Copying an explanation as text.
   Without this the drawing, its titles and the lists below it say the same. */

function walk(figure) {
  const svg = figure.querySelector("svg.strip");
  const days = [...svg.querySelectorAll("g[data-day]")];
  const readout = figure.querySelector("[data-readout]");
  if (!days.length) return;
  const words = days.map((day) => day.querySelector("title").textContent);
  const summary = svg.getAttribute("aria-label");
  const today = days.findIndex((day) => day.classList.contains("is-today"));
  let here = today < 0 ? days.length - 1 : today;

  readout.hidden = false;
  svg.setAttribute("role", "slider");
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("aria-label", `${summary} ${figure.dataset.label}`);
  svg.setAttribute("aria-valuemin", "1");
  svg.setAttribute("aria-valuemax", String(days.length));

  function show(index, marked) {
    here = Math.max(0, Math.min(days.length - 1, index));
    days.forEach((day, n) => day.classList.toggle("is-here", marked && n === here));
    readout.textContent = words[here];
    svg.setAttribute("aria-valuenow", String(here + 1));
    svg.setAttribute("aria-valuetext", words[here]);
  }
  show(here, false);

  const steps = { ArrowRight: 7, ArrowLeft: -7, ArrowDown: 1, ArrowUp: -1, PageDown: 28, PageUp: -28 };
  svg.addEventListener("keydown", (event) => {
    if (event.key in steps) show(here + steps[event.key], true);
    else if (event.key === "Home") show(0, true);
    else if (event.key === "End") show(days.length - 1, true);
    else return;
    event.preventDefault();
  });
  svg.addEventListener("focus", () => show(here, svg.matches(":focus-visible")));
  svg.addEventListener("blur", () => show(here, false));
  ["pointermove", "pointerdown"].forEach((kind) => svg.addEventListener(kind, (event) => {
    const day = event.target.closest("g[data-day]");
    if (day) show(days.indexOf(day), true);
  }));
  svg.addEventListener("pointerleave", () => show(today < 0 ? days.length - 1 : today, false));
}

document.querySelectorAll("[data-strip]").forEach(walk);

document.querySelectorAll("[data-copy-from]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const label = button.querySelector("span");
  const before = label.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copyFrom).textContent);
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 2000);
  });
});
