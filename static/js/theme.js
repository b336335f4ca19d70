// [data-theme-switch]: light or dark, starting from what the device prefers.
import { keep } from "./cookies.js";

const root = document.documentElement;
const isDark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  root.dataset.theme = isDark() ? "light" : "dark";
  keep("theme", root.dataset.theme);
});
