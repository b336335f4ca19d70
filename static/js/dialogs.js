// [data-opens="id"] opens a dialog, [data-closes] closes it; the focus returns to what opened it.
// A dialog that the server sent open (after an error) becomes modal at once.
const openers = new WeakMap();

export function open(dialog, opener) {
  if (dialog.matches(":modal")) return;
  if (dialog.open) dialog.close();
  document.querySelectorAll(":popover-open").forEach((shown) => shown.hidePopover());
  openers.set(dialog, opener?.closest("[popover]") ? null : opener);
  dialog.showModal();
  const first = dialog.querySelector("[data-focus-first], [autofocus]");
  if (first) first.focus();
}

export function adopt() {
  for (const dialog of document.querySelectorAll("dialog[data-open]")) {
    const opener = document.querySelector(`[data-opens="${dialog.id}"]`);
    dialog.removeAttribute("data-open");
    open(dialog, opener);
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    event.preventDefault();
    open(dialog, opener);
    for (const [name, value] of Object.entries(JSON.parse(opener.dataset.presets || "{}"))) preset(dialog, name, value);
  } else if (event.target.closest("[data-closes]")) {
    event.preventDefault();
    event.target.closest("dialog")?.close();
  } else if (event.target.matches("dialog:modal") && isOutside(event)) {
    event.target.close();
  }
});

document.addEventListener(
  "close",
  (event) => {
    const opener = openers.get(event.target);
    if (opener?.isConnected && opener.checkVisibility()) opener.focus();
  },
  true,
);

function preset(dialog, name, value) {
  for (const field of dialog.querySelectorAll(`[name="${name}"]`)) {
    if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
}

function isOutside(event) {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

adopt();
