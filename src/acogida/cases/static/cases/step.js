/* A step's page: questions come and go with the answers, and what the step does is said again. The server decides both;
   without this every question stays in sight and the server ignores those that were not to be asked. */
const form = document.querySelector("form[data-step]");

function show(shown) {
  for (const part of form.querySelectorAll("[data-answer]")) {
    part.hidden = shown[part.dataset.answer] === false;
  }
}

let latest = 0;
async function ask() {
  const mine = ++latest;
  try {
    const response = await fetch(form.getAttribute("action") || location.href, {
      method: "POST", body: new FormData(form), headers: { "Accept": "application/json", "X-Step-Preview": "1" },
    });
    if (!response.ok || mine !== latest) return;
    const { shown, does } = await response.json();
    show(shown);
    document.getElementById("step-does").innerHTML = does; // our own template
  } catch {
    // Offline: what is on the page stays.
  }
}

if (form) {
  show(JSON.parse(form.dataset.step));
  form.addEventListener("change", ask);
}
