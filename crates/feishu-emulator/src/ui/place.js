// Where the page is, and how it asks the emulator.

// How long an answer may take before the emulator counts as gone, in milliseconds.
const PATIENCE = 5000;

export const at = (id) => document.getElementById(id);

export async function get(path) {
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(`/_emulator/${path}`, { signal, cache: "no-store" });
  return { found: answer.ok, text: await answer.text() };
}

export async function getJson(path) {
  const { found, text } = await get(path);
  return found ? JSON.parse(text) : null;
}

/* Where the page is: #/requests, #/requests/LOG_ID, #/KIND, #/KIND/ID */

export function place() {
  const [view, id] = location.hash.replace(/^#\/?/, "").split("/").map(unescaped);
  return { view: view || "requests", id };
}

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const link = (...parts) => `#/${parts.map(encodeURIComponent).join("/")}`;

export function markSelected() {
  const { view, id } = place();
  for (const row of document.querySelectorAll("tbody tr")) {
    const selected = row.dataset.view === view && row.dataset.id === id;
    row.classList.toggle("selected", selected);
    const anchor = row.querySelector("a");
    if (selected) anchor.setAttribute("aria-current", "true");
    else anchor.removeAttribute("aria-current");
  }
}
