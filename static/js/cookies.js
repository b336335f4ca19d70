// Preferences the server reads before it paints: kept for a year, for this site only.
export function keep(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = value ? 31536000 : 0;
  document.cookie = `${name}=${value}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}
