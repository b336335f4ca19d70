// [data-timer] counts fifteen minutes down from the moment in it, and marks the point of the agenda that is due;
// [data-prints] prints the page. Without it the page says when the huddle ends.
function shown(seconds) {
  const left = Math.abs(seconds);
  return `${seconds < 0 ? "−" : ""}${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

function tick() {
  const face = document.querySelector("[data-timer]");
  if (!face) return;
  const passed = Math.floor((Date.now() - Date.parse(face.dataset.timer)) / 1000);
  const seconds = Number(face.dataset.minutes) * 60 - passed;
  face.textContent = seconds < -5999 ? "–" : shown(seconds);
  face.classList.toggle("past", seconds < 0);
  const points = [...document.querySelectorAll(".agenda > li")];
  let begins = 0;
  document.querySelectorAll(".minutes [data-share]").forEach((part, place) => {
    const ends = begins + Number(part.dataset.share) * 60;
    const isNow = passed >= begins && passed < ends;
    part.classList.toggle("past", passed >= ends);
    part.classList.toggle("now", isNow);
    points[place]?.classList.toggle("now", isNow);
    begins = ends;
  });
}

setInterval(tick, 1000);
document.addEventListener("htmx:afterSettle", tick);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) window.print();
});
tick();
