// [data-bulk] is shown while rows are chosen: [data-pick] are the boxes, [data-pick-all] chooses all of them,
// [data-picked] says how many ("%d" is replaced), [data-unpick] lets go.
const boxes = () => [...document.querySelectorAll("[data-pick]")];

export function count() {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const chosen = boxes().filter((box) => box.checked).length;
  bar.hidden = chosen === 0;
  for (const words of bar.querySelectorAll("[data-picked]")) {
    words.textContent = (chosen === 1 ? words.dataset.one : words.dataset.many).replace("%d", chosen);
  }
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && chosen < boxes().length;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-pick], [data-pick-all]")) count();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-unpick]")) return;
  for (const box of boxes()) box.checked = false;
  count();
  document.querySelector("[data-row] [data-row-link]")?.focus();
});

count();
