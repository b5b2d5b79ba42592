// Elements, and JSON as elements. Whatever a caller sent becomes text here, never markup.

/** An element with properties, and children that are elements or text. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  // Han characters are drawn differently in Chinese and in Japanese; these are Chinese.
  if (/\p{Script=Han}/u.test(made.textContent)) made.lang = "zh-Hans";
  return made;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gu;

/**
 * JSON text as a `pre`, indented. It works on the text: a parser would round large numbers and
 * drop the first of two equal keys, and here people look for exactly that. What is no JSON is
 * shown as it is.
 */
export function jsonBlock(text) {
  const block = element("pre", { tabIndex: 0 });
  try {
    JSON.parse(text);
  } catch {
    block.append(text);
    return block;
  }
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  const newLine = () => block.append("\n" + "  ".repeat(depth));
  tokens.forEach((token, place) => {
    const [before, after] = [tokens[place - 1], tokens[place + 1]];
    if (token === "{" || token === "[") {
      depth += 1;
      block.append(token);
      if (after !== "}" && after !== "]") newLine();
    } else if (token === "}" || token === "]") {
      depth -= 1;
      if (before !== "{" && before !== "[") newLine();
      block.append(token);
    } else if (token === ",") {
      block.append(token);
      newLine();
    } else if (token === ":") {
      block.append(": ");
    } else {
      block.append(element("span", { className: kind(token, after) }, token));
    }
  });
  if (/\p{Script=Han}/u.test(text)) block.lang = "zh-Hans";
  return block;
}

function kind(token, after) {
  if (!token.startsWith('"')) return "literal";
  return after === ":" ? "key" : "string";
}

/** A field's value in one line of a table. */
export function inOneLine(value) {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.length === 1 ? "1 item" : `${value.length} items`;
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}

/** Names and values, as a description list. */
export function pairs(list, className = "pairs") {
  const made = element("dl", { className });
  for (const [name, value] of list) {
    made.append(element("dt", {}, name), element("dd", {}, value));
  }
  return made;
}
