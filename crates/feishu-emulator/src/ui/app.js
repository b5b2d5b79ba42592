// The page: asks the emulator once a second what is new, and shows it.

import { element, jsonBlock, pairs } from "./json.js";
import { showKinds, showList, showOlder } from "./objects.js";
import { at, get, getJson, link, markSelected, place } from "./place.js";

const PERIOD = 1000;
// Calls on the page. The emulator remembers more; a page with more would be slow, not useful.
const MOST_CALLS = 500;

const MARKS = { ok: "✓", refused: "!", failed: "✕" };
const WORDS = { ok: "Done", refused: "Refused", failed: "Failed" };

/** Calls, the newest first, each with its row. */
let calls = [];
let changes = null;
let paused = false;
/** What the detail shows: it is drawn again only when it is something else. */
let detail = "";

/* What is new */

async function poll() {
  if (!paused) {
    try {
      if (at("connection").dataset.state !== "live") await introduce();
      await Promise.all([pollCalls(), pollKinds()]);
      say(paused ? "paused" : "live");
    } catch {
      say("lost");
      // It may come back as another emulator, whose count of changes is the same by chance.
      changes = null;
    }
  }
  setTimeout(poll, PERIOD);
}

async function pollCalls() {
  const last = calls[0]?.call.log_id;
  const limit = `limit=${MOST_CALLS}`;
  let answer = last && (await getJson(`requests?after=${encodeURIComponent(last)}&${limit}`));
  if (!answer) {
    // The first look, or another emulator: it does not know the last call that this page knows.
    answer = await getJson(`requests?${limit}`);
    if (paused) return;
    calls = [];
    at("log").replaceChildren();
  }
  if (!paused) addCalls(answer.requests, Boolean(last));
}

async function pollKinds() {
  const answer = await getJson("objects");
  if (!answer || answer.changes === changes) return;
  changes = answer.changes;
  showKinds(answer.kinds);
  const { view, id } = place();
  if (view !== "requests") await Promise.all([showList(), id === undefined || showDetail()]);
}

function say(state) {
  const texts = { live: "Live", paused: "Paused", lost: "No answer. Is the emulator running?" };
  const connection = at("connection");
  if (connection.dataset.state === state) return;
  connection.dataset.state = state;
  connection.textContent = texts[state];
}

function show() {
  const { view, id } = place();
  at("requests").hidden = view !== "requests";
  at("objects").hidden = view === "requests";
  document.title = `${view === "requests" ? "Requests" : view} · feishu-emulator`;
  for (const entry of document.querySelectorAll(".kinds a")) {
    if (entry.dataset.view === view) entry.setAttribute("aria-current", "page");
    else entry.removeAttribute("aria-current");
  }
  at("close").href = link(view);
  at("detail").hidden = id === undefined;
  document.body.classList.toggle("with-detail", id !== undefined);
  if (view !== "requests") showList();
  if (id !== undefined) showDetail();
  markSelected();
}

/* Requests */

function verdict(call) {
  if (call.status >= 500 || call.status < 100) return "failed";
  return call.code === 0 && call.status < 400 ? "ok" : "refused";
}

function addCalls(arrived, live) {
  for (const call of arrived) {
    const row = callRow(call);
    if (live) row.classList.add("new");
    const entry = { call, row, text: searchable(call) };
    row.hidden = !wanted(entry);
    calls.unshift(entry);
    at("log").prepend(row);
  }
  for (const { row } of calls.splice(MOST_CALLS)) row.remove();
  at("request-count").textContent = calls.length < MOST_CALLS ? calls.length : `${MOST_CALLS}+`;
  if (arrived.length > 0) markSelected();
  describeLog();
}

function callRow(call) {
  const [view, id] = ["requests", call.log_id];
  const found = verdict(call);
  const row = element("tr");
  Object.assign(row.dataset, { view, id, verdict: found });
  const cell = (name, ...children) => element("td", { className: `c-${name}` }, ...children);
  const word = element("span", { className: "hidden" }, WORDS[found]);
  const mark = element("span", { ariaHidden: "true" }, MARKS[found]);
  const path = element("a", { href: link(view, id), title: call.path }, ...inTwo(call.path));
  const logId = cell("log-id", element("bdi", {}, id));
  logId.title = id;
  const status = cell("status", String(call.status));
  const code = cell("code", String(call.code));
  status.classList.add("number");
  code.classList.add("number");
  row.append(
    cell("verdict", mark, word),
    cell("time", clock(call.time)),
    cell("method", call.method),
    cell("path", path),
    cell("operation", call.operation ?? "—"),
    status,
    code,
    logId,
  );
  return row;
}

/** A path as what all calls of a service begin with, and the rest, to be broken after a slash. */
function inTwo(path) {
  const [, head, tail] = /^(\/open-apis\/[^/]+\/[^/]+\/(?=.))?(.*)$/su.exec(path);
  const steps = tail.split(/(?<=\/)/).flatMap((step) => [step, element("wbr")]);
  const rest = element("span", {}, ...steps);
  return head ? [element("span", { className: "head" }, head), rest] : [rest];
}

/** The time of day, here. */
function clock(millis) {
  const time = new Date(millis);
  const two = (number) => String(number).padStart(2, "0");
  const text = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
  return `${text}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

const searchable = (call) =>
  [call.method, call.path, call.query, call.operation, call.status, call.code, call.log_id, call.msg, call.body]
    .filter((part) => part !== null)
    .join("\n")
    .toLowerCase();

function wanted({ call, text }) {
  const chosen = document.querySelector("input[name=verdict]:checked").value;
  if (chosen !== "all" && chosen !== verdict(call)) return false;
  return text.includes(at("filter").value.trim().toLowerCase());
}

function filterCalls() {
  for (const entry of calls) entry.row.hidden = !wanted(entry);
  describeLog();
}

function describeLog() {
  const shown = calls.filter(({ row }) => !row.hidden).length;
  const empty = at("log-empty");
  empty.hidden = shown > 0;
  if (calls.length > 0) empty.textContent = "No call matches the filter.";
  else if (shown === 0 && !empty.querySelector("pre")) empty.replaceChildren(...firstSteps());
  const note = at("log-note");
  note.hidden = calls.length < MOST_CALLS;
  note.textContent = `The newest ${MOST_CALLS} calls. GET /_emulator/requests has more.`;
}

function firstSteps() {
  const appId = at("app-ids").textContent.split(", ")[0];
  const login = JSON.stringify({ app_id: appId, app_secret: "…" });
  const command = [
    `curl ${location.origin}/open-apis/auth/v3/tenant_access_token/internal \\`,
    "  -H 'Content-Type: application/json; charset=utf-8' \\",
    `  -d '${login.replaceAll("'", "'\\''")}'`,
  ];
  return [
    element("p", {}, element("strong", {}, "Nothing has been asked yet.")),
    element("p", {}, `Point a client at ${location.origin}, with app id ${appId} and the secret that the emulator was started with. Every call appears here as it is answered.`),
    element("p", {}, "Or ask for a token from a shell:"),
    element("pre", { tabIndex: 0 }, command.join("\n")),
  ];
}

/* One call, one object */

async function showDetail() {
  const { view, id } = place();
  const path = view === "requests" ? "requests" : `objects/${encodeURIComponent(view)}`;
  const { found, text } = await get(`${path}/${encodeURIComponent(id)}`).catch(() => ({}));
  const now = place();
  if (now.view !== view || now.id !== id) return;
  const shown = JSON.stringify([view, id, text]);
  if (shown === detail) return;
  detail = shown;
  at("detail-heading").textContent = id;
  const body = at("detail-body");
  if (!found) body.replaceChildren(element("p", { className: "empty" }, missing(view, id)));
  else if (view !== "requests") body.replaceChildren(element("p", {}, view), jsonBlock(text));
  else body.replaceChildren(...callDetail(JSON.parse(text)));
}

const missing = (view, id) =>
  view === "requests" ? "The emulator does not remember this call." : `There is no ${view} ${id}.`;

function callDetail(call) {
  const found = verdict(call);
  const heading = (text) => element("h3", {}, text);
  const parts = [
    element("p", { className: `verdict verdict-${found}` }, `${MARKS[found]} ${WORDS[found]} · HTTP ${call.status} · code ${call.code}`),
  ];
  if (call.violations?.length > 0) {
    const items = call.violations.map(({ field, value, description }) =>
      element(
        "li",
        {},
        element("code", {}, field),
        ` ${description}`,
        ...(value ? [element("span", { className: "sent" }, " · sent ", element("code", {}, value))] : []),
      ),
    );
    parts.push(heading("Violations"), element("ul", { className: "violations" }, ...items));
  } else if (call.msg) {
    parts.push(element("p", { className: "message" }, call.msg));
  }
  parts.push(
    heading("Call"),
    pairs([
      ["Time", new Date(call.time).toISOString()],
      ["Request", `${call.method} ${call.path}`],
      ["Operation", call.operation ?? "none at this path and method"],
      ...(call.sample ? [["Response", "the sample of the page: the emulator does not keep what this operation is about"]] : []),
      ["Log id", call.log_id],
    ]),
  );
  const query = [...new URLSearchParams(call.query ?? "")];
  if (query.length > 0) parts.push(heading("Query"), pairs(query, "pairs mono"));
  parts.push(heading("Headers"), pairs(call.headers, "pairs mono"), heading("Body"));
  parts.push(call.body ? jsonBlock(call.body) : element("p", {}, "Empty, or not kept because a secret was in it."));
  return parts;
}

/* What people do */

at("filter").addEventListener("input", filterCalls);
document.querySelector(".verdicts").addEventListener("change", filterCalls);
at("more").addEventListener("click", showOlder);

at("pause").addEventListener("click", () => {
  paused = !paused;
  at("pause").setAttribute("aria-pressed", String(paused));
  at("pause").textContent = paused ? "Resume" : "Pause";
  say(paused ? "paused" : "live");
});

at("find").addEventListener("submit", (event) => {
  event.preventDefault();
  const id = at("find-id").value.trim();
  if (id) location.hash = link(place().view, id);
});

document.addEventListener("click", ({ target }) => {
  const row = target.closest("tbody tr");
  if (row && !target.closest("a") && String(getSelection()) === "") location.hash = link(row.dataset.view, row.dataset.id);
});

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key === "Escape" && !target.matches("input") && !at("detail").hidden) {
    const row = document.querySelector("tr.selected a");
    location.hash = at("close").getAttribute("href");
    setTimeout(() => row?.focus());
  }
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[key];
  const row = step && target.closest("tbody tr");
  if (!row) return;
  event.preventDefault();
  let next = row[step];
  while (next?.hidden) next = next[step];
  next?.querySelector("a").focus();
});

addEventListener("hashchange", () => {
  show();
  // A narrow page shows the detail in place of the list, so that is where reading goes on.
  if (!at("detail").hidden && getComputedStyle(document.querySelector("main")).display === "none") {
    at("detail-heading").focus();
  }
});

async function introduce() {
  const about = await getJson("about");
  at("app-ids").textContent = about.app_ids.join(", ");
}

at("base-url").textContent = location.origin;
show();
poll();
