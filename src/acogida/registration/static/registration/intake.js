// The intake form: kept on every change, Enter goes on, photos, likely duplicates. Every page works without it too.
import { Keeper } from "./keeper.js";
import { photoBoxes } from "./photo.js";
import { lookAlikes } from "./alike.js";

const form = document.querySelector("[data-intake]");
const steps = document.querySelector("[data-steps]");
if (steps && window.matchMedia("(min-width: 992px)").matches) steps.open = true;
document.querySelector("[data-error-summary]")?.focus();

if (form) {
  const keeper = new Keeper(form);
  photoBoxes(form);
  repeats(form);
  keys(form);
  leaving(form, keeper);
  if (!document.querySelector("[data-error-summary]") && !location.hash) firstOpen(form)?.focus({ preventScroll: true });
  const named = document.getElementById(location.hash.slice(1));
  if (named?.closest("[data-intake]")) (named.matches("fieldset") ? named.querySelector("input,select,textarea") : named)?.focus();
}
lookAlikes(form);

function fields(form) {
  return [...form.querySelectorAll("[data-question]:not([hidden]) :is(input:not([type=hidden],[type=file]),select,textarea)")];
}

function firstOpen(form) {
  const all = fields(form).filter((field) => field.type !== "radio" || field === group(form, field)[0]);
  const empty = (field) => (field.type === "radio" ? !group(form, field).some((one) => one.checked) : field.type !== "checkbox" && !field.value);
  return all.find(empty) ?? null;
}

function group(form, radio) {
  return [...form.querySelectorAll(`input[name="${CSS.escape(radio.name)}"]`)];
}

// "Add another": one more empty row of a question that takes several answers.
function repeats(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-another]");
    if (!button) return;
    const list = button.parentElement.querySelector("[data-several]");
    const row = list.lastElementChild.cloneNode(true);
    const field = row.querySelector("input,select");
    field.value = "";
    list.append(row);
    field.focus();
  });
}

// Enter goes to the next question, after the last one to the next page; Ctrl+Enter goes there from anywhere.
function keys(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const field = event.target;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-continue]"));
      return;
    }
    if (!field.matches("input:not([type=file]),select")) return;
    event.preventDefault();
    const name = field.name;
    const all = fields(form);
    const next = all.slice(all.indexOf(field) + 1).find((one) => one.name !== name || one.type === "text");
    if (next) next.focus();
    else form.querySelector("[data-continue]").focus();
  });
}

// A page is left only when what was written has arrived; a sent form carries the newest token, also after a new sign-in.
function leaving(form, keeper) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.leaving) return;
    event.preventDefault();
    const button = event.submitter;
    keeper.settle().then((arrived) => {
      if (!arrived) return;
      form.dataset.leaving = "1";
      const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
      if (token) form.querySelector("[name=csrfmiddlewaretoken]").value = token;
      setTimeout(() => form.requestSubmit(button)); // a form still telling of one submission ignores another
    });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-leaves]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !keeper.busy) return;
    event.preventDefault();
    keeper.settle().then((arrived) => arrived && location.assign(link.href));
  });
  window.addEventListener("beforeunload", (event) => {
    if (keeper.busy && !form.dataset.leaving) event.preventDefault();
  });
}
