// Kinds of object in the side bar, and the list of one kind.

import { element, inOneLine } from "./json.js";
import { at, get, link, markSelected, place } from "./place.js";

/** Counts up with every list that is asked for: an answer that comes late is dropped. */
let asked = 0;

export function showKinds(kinds) {
  const { view } = place();
  const items = kinds.map(({ kind, count }) => {
    const number = element("span", { className: "count" }, String(count));
    const entry = element("a", { href: link(kind) }, element("span", {}, kind), " ", number);
    entry.dataset.view = kind;
    if (kind === view) entry.setAttribute("aria-current", "page");
    if (count === 0) entry.classList.add("none");
    return element("li", {}, entry);
  });
  const focused = document.activeElement?.dataset.view;
  at("kinds").replaceChildren(...items);
  if (focused) document.querySelector(`.kinds a[data-view="${CSS.escape(focused)}"]`)?.focus();
}

/** The list's older parts come on request; what is shown is asked for again when data changes. */
let listed = { kind: null, objects: [], next: null, text: null };

export async function showList(before = null) {
  const { view: kind } = place();
  const number = (asked += 1);
  const kept = before !== null && listed.kind === kind ? listed.objects : [];
  const again = listed.kind === kind ? listed.objects.length : 0;
  const limit = before === null ? Math.min(1000, Math.max(100, again)) : 100;
  const query = before === null ? `limit=${limit}` : `limit=${limit}&before=${before}`;
  const path = `objects/${encodeURIComponent(kind)}?${query}`;
  const { found, text } = await get(path).catch(() => ({ found: false }));
  const unchanged = found && before === null && listed.kind === kind && listed.text === text;
  if (number !== asked || unchanged) return;
  const { objects, next } = found ? JSON.parse(text) : { objects: [], next: null };
  listed = { kind, objects: [...kept, ...objects], next, text };
  at("objects-heading").textContent = kind;
  at("more").hidden = next === null;
  showRows(kind, listed.objects);
  const empty = at("list-empty");
  empty.hidden = listed.objects.length > 0;
  if (!empty.hidden) empty.replaceChildren(...nothingStored(kind, found));
  markSelected();
}

function showRows(kind, objects) {
  const columns = usualFields(objects);
  const heads = ["id", ...columns].map((name, place) => {
    const head = element("th", { scope: "col", title: name }, name);
    head.classList.add(place === 0 ? "c-id" : `c-${place}`);
    return head;
  });
  at("list-head").replaceChildren(objects.length > 0 ? element("tr", {}, ...heads) : "");
  const rows = objects.map(({ id, object }) => {
    const row = element("tr");
    Object.assign(row.dataset, { view: kind, id });
    row.append(element("td", { className: "c-id" }, element("a", { href: link(kind, id), title: id }, id)));
    columns.forEach((name, place) => {
      const text = inOneLine(object?.[name]);
      const cell = element("td", { className: `c-${place + 1}`, title: text }, text);
      if (/[^\d]/.test(text)) cell.classList.add("text");
      row.append(cell);
    });
    return row;
  });
  const focused = document.activeElement?.closest("#list tr")?.dataset.id;
  at("list").replaceChildren(...rows);
  rows.find((row) => row.dataset.id === focused)?.querySelector("a").focus();
}

/** The four fields that most of these objects have. */
function usualFields(objects) {
  const seen = new Map();
  for (const { object } of objects) {
    for (const name of Object.keys(object ?? {})) seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  seen.delete("id");
  return [...seen].sort((a, b) => b[1] - a[1]).slice(0, 4).map(([name]) => name);
}

function nothingStored(kind, known) {
  if (!known) return [element("p", {}, `The emulator has no list of ${kind}.`)];
  const command = `curl ${location.origin}/_emulator/seed -H 'Content-Type: application/json' -d @seed.json`;
  return [
    element("p", {}, element("strong", {}, `There is no ${kind} yet.`)),
    element("p", {}, "Create one through the API, start the emulator with --samples or --seed FILE, or send it a seed now:"),
    element("pre", { tabIndex: 0 }, command),
  ];
}

export const showOlder = () => showList(listed.next);
