// Messages stay ten seconds (bad news until dismissed), longer while somebody is on them.
const LASTS = 10_000;
const region = () => document.getElementById("toasts");

export function say(words, { stays = false } = {}) {
  const toast = document.createElement("p");
  toast.className = "toast";
  const text = document.createElement("span");
  text.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.dataset.dismiss = "";
  close.textContent = "✕";
  close.setAttribute("aria-label", document.body.dataset.wordsClose);
  toast.append(text, close);
  if (stays) toast.dataset.stays = "";
  region().append(toast);
  tend();
}

export function tend() {
  for (const toast of document.querySelectorAll(".toast:not([data-tended], [data-stays])")) {
    toast.dataset.tended = "";
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, LASTS / 2);
      else toast.remove();
    };
    setTimeout(leave, LASTS);
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
});

tend();
