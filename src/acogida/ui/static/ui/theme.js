/* Runs before the first paint: "auto" follows the device. Kept tiny because it blocks. */
(function () {
  const root = document.documentElement;
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  function draw() {
    const chosen = root.dataset.theme;
    root.dataset.bsTheme = chosen === "auto" ? (device.matches ? "dark" : "light") : chosen;
  }
  draw();
  device.addEventListener("change", draw);
  document.addEventListener("acogida:theme", draw);
})();
