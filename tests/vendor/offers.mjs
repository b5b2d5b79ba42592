// External offers through @larksuiteoapi/node-sdk: create, read, replace, delete.

import assert from 'node:assert/strict';
import { client, ok, report } from './sdk.mjs';

const APPLICATION = '7000000000000000001';
const ATTACHMENT = '7000000000000000002';
const offers = client().hire.externalOffer;

const create = async (data) => ok(await offers.create({ data })).external_offer;
const query = async (...ids) => ok(await offers.batchQuery({ data: { external_offer_id_list: ids } })).items ?? [];

const full = {
  external_id: 'offer-1',
  external_application_id: APPLICATION,
  biz_create_time: '1721899352428',
  owner: '张三',
  offer_status: '已发送',
  attachment_id_list: [ATTACHMENT],
};
const first = await create(full);
assert.deepEqual(first, {
  id: first.id,
  external_application_id: APPLICATION,
  biz_create_time: '1721899352428',
  owner: '张三',
  offer_status: '已发送',
  attachment_list: [{ id: ATTACHMENT, name: 'offer.pdf', size: 2048 }],
});
// The same external id once more creates nothing.
assert.equal((await create(full)).id, first.id);
const second = await create({ external_application_id: APPLICATION, owner: '王五' });

assert.deepEqual((await query(first.id, second.id)).map((offer) => offer.owner).sort(), ['张三', '王五'].sort());
// The SDK's own way through all pages.
const paged = [];
const params = { external_application_id: APPLICATION, page_size: 1 };
for await (const page of await offers.batchQueryWithIterator({ data: {}, params })) {
  assert.equal(page.items.length, 1);
  paged.push(page.items[0].id);
}
assert.deepEqual(paged.sort(), [first.id, second.id].sort());

// A full overwrite: omitted fields are cleared, in the response and when read back.
const data = { external_application_id: APPLICATION, owner: '李四' };
const replaced = { id: first.id, ...data };
const answer = await offers.update({ data, path: { external_offer_id: first.id } });
assert.deepEqual(ok(answer).external_offer, replaced);
assert.deepEqual(await query(first.id), [replaced]);

ok(await offers.delete({ path: { external_offer_id: second.id } }));
assert.deepEqual((await query(first.id, second.id)).map((offer) => offer.id), [first.id]);
report({ kept: first.id, deleted: second.id });
