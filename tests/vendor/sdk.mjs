// What the scripts share: a client of the vendor's SDK for the emulator that a Rust test started, and its checks.
//
// `tests/tests/vendor_sdks.rs` gives the emulator in the environment and reads the last line of the output.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

// `require` heeds NODE_PATH, `import` does not.
const lark = createRequire(import.meta.url)('@larksuiteoapi/node-sdk');

const silence = () => {};
const silent = { error: silence, warn: silence, info: silence, debug: silence, trace: silence };

/** A client as its documentation builds one, with another domain. It logs nothing: what it throws is looked at. */
export function client(secret = process.env.FEISHU_APP_SECRET) {
  return new lark.Client({
    appId: process.env.FEISHU_APP_ID,
    appSecret: secret,
    domain: process.env.FEISHU_BASE_URL,
    logger: silent,
  });
}

/** `data` of an answer that must be a success. The SDK shows headers, and with them the log id, of failures alone. */
export function ok(response) {
  assert.equal(response.code, 0, JSON.stringify(response));
  return response.data;
}

/** What a call failed with. */
export async function failure(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('the call did not fail');
}

/** What the Rust test shall look up in the emulator. */
export function report(found) {
  console.log(JSON.stringify(found));
}
