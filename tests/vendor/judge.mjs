// Judges JSON by its schema with `ajv`, as `judge.py` does with `jsonschema`: see there for input and output.
import { createRequire } from 'node:module';

const Ajv = createRequire(import.meta.url)('ajv/dist/2020');

// Strict: a keyword that it does not know or that cannot apply is an error. Formats are annotations in this draft.
const options = { strict: true, validateFormats: false };

let validate, verdicts = [];
for await (const line of lines(process.stdin)) {
  const text = line.slice(2);
  if (line[0] === 'S') {
    if (validate) console.log(verdicts.join(''));
    validate = new Ajv(options).compile(JSON.parse(text));
    verdicts = [];
  } else {
    verdicts.push(verdict(text));
  }
}
console.log(verdicts.join(''));

function verdict(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return '?';
  }
  return validate(value) ? 'y' : 'n';
}

// Not `readline`, for which U+2028 ends a line, too.
async function* lines(stream) {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop();
    yield* parts;
  }
}
