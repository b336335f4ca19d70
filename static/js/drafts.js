// form[data-draft="name"]: what is typed stays on this device until the server confirms it with a message
// that carries data-confirms="name". Passwords, files and tokens are never kept.
import { say } from "./toasts.js";

const place = (name) => `draft:${name}`;
const isKept = (field) =>
  field.name && field.name !== "csrf_token" && !["password", "file", "hidden", "submit"].includes(field.type);

function write(form) {
  const draft = {};
  for (const field of form.elements) {
    if (!isKept(field)) continue;
    if (field.type === "radio" || field.type === "checkbox") (draft[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    else draft[field.name] = field.value;
  }
  try {
    localStorage.setItem(place(form.dataset.draft), JSON.stringify(draft));
  } catch {
    // storage is full or forbidden: the form still works
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(place(name)));
  } catch {
    return null;
  }
}

function restore(form) {
  const draft = read(form.dataset.draft);
  if (!draft || form.dataset.restored !== undefined) return false;
  form.dataset.restored = "";
  if (form.querySelector('[aria-invalid="true"], .wrong')) return false; // the server has just sent it back
  let isFound = false;
  for (const field of form.elements) {
    if (!isKept(field) || !(field.name in draft)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = draft[field.name].includes(field.value);
    else if (draft[field.name] && field.value !== draft[field.name]) {
      field.value = draft[field.name];
      announce(field);
      isFound ||= field.matches("textarea, input");
    }
  }
  return isFound;
}

// what follows from a field (suggestions) is asked for again, once htmx listens
function announce(field) {
  const tell = () => field.dispatchEvent(new Event("restored"));
  if (document.readyState === "complete") tell();
  else addEventListener("load", tell, { once: true });
}

export function settle() {
  for (const message of document.querySelectorAll("[data-confirms]")) {
    localStorage.removeItem(place(message.dataset.confirms));
    message.removeAttribute("data-confirms");
  }
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (restore(form) && !form.closest("dialog")) say(document.body.dataset.wordsRestored);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.draft) write(form);
});

window.addEventListener("offline", () => say(document.body.dataset.wordsOffline, { stays: true }));

settle();
