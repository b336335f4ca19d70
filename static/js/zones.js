// [data-own-zone]: a list of time zones that nobody has chosen from yet begins with the browser's own.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const list of document.querySelectorAll("select[data-own-zone]")) {
  if ([...list.options].some((option) => option.value === zone)) list.value = zone;
}
