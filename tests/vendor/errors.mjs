// What goes wrong, as @larksuiteoapi/node-sdk shows it.

import assert from 'node:assert/strict';
import { client, failure, ok, report } from './sdk.mjs';

const OFFER = '7000000000000000004';
const APPLICATION = '7000000000000000001';

const update = (sdk, external_offer_id, attachments) =>
  sdk.hire.externalOffer.update({
    data: { external_application_id: APPLICATION, attachment_id_list: attachments },
    path: { external_offer_id },
  });

// A wrong secret first: a token of the right one would be taken from the SDK's cache, whatever the secret is.
const refused = await failure(update(client('not-the-secret'), OFFER, []));
assert.deepEqual([refused.response.status, refused.response.data.code], [400, 10015]);

const sdk = client();
const broken = await failure(update(sdk, OFFER, Array.from({ length: 11 }, (_, number) => String(number))));
const { status, headers, data } = broken.response;
assert.deepEqual([status, data.code], [400, 1002002]);
assert.equal(headers['x-tt-logid'], data.error.log_id);
assert.ok(data.error.troubleshooter);
assert.deepEqual(data.error.field_violations.map((violation) => violation.field), ['/attachment_id_list']);

// Three things that version 1.74.0 does wrong. When one of these fails, the SDK has mended it, or the emulator broke.
//
// It puts path parameters into the URL as they are: this one leaves its segment and hits an offer that was not meant.
const hostile = await update(sdk, `elsewhere/../${OFFER}`, []);
assert.equal(ok(hostile).external_offer.id, OFFER);
// Its iterators drop errors: a refused first page looks like one without items.
const walk = async (params) => {
  const pages = [];
  for await (const page of await sdk.hire.externalOffer.batchQueryWithIterator({ data: {}, params })) pages.push(page);
  return pages;
};
const outOfRange = { page_size: -1 };
assert.equal((await failure(sdk.hire.externalOffer.batchQuery({ data: {}, params: outOfRange }))).response.data.code, 1002002);
assert.deepEqual(await walk(outOfRange), [{}]);
// They also begin at the first page, whatever page they are told to begin at.
const [page, ...more] = await walk({ page_token: 'not a token' });
assert.deepEqual([page.items.map((offer) => offer.id), more], [[OFFER], []]);
report({ log_id: data.error.log_id });
