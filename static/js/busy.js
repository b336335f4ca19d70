// A form that posts is sent once: until the answer is there its button is busy, and pressing again does nothing.
// (The server sees to it as well; without this a second tap would send what the first answer has emptied.)
const LASTS = 15_000;
const rest = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
};

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "";
    (event.submitter || form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
    setTimeout(rest, LASTS, form);
  },
  true,
);

const all = () => document.querySelectorAll("form[data-sent]").forEach(rest);
for (const end of ["htmx:afterSettle", "htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(end, all);
}
window.addEventListener("pageshow", all);
