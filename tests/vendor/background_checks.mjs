// External background checks through @larksuiteoapi/node-sdk: create, read, replace, delete.

import assert from 'node:assert/strict';
import { client, ok, report } from './sdk.mjs';

const APPLICATION = '7000000000000000001';
const ATTACHMENT = '7000000000000000002';
const checks = client().hire.externalBackgroundCheck;

const create = async (data) => ok(await checks.create({ data })).external_background_check;
const query = async (...ids) =>
  ok(await checks.batchQuery({ data: { external_background_check_id_list: ids } })).items ?? [];

const fields = { external_application_id: APPLICATION, date: 1626602069392, name: '张三的背调', result: '已通过' };
const first = await create({ ...fields, attachment_id_list: [ATTACHMENT] });
assert.deepEqual(first, {
  id: first.id,
  ...fields,
  attachment_list: [{ id: ATTACHMENT, name: 'offer.pdf', size: 2048 }],
});
const second = await create({ external_application_id: APPLICATION });
assert.deepEqual(new Set((await query(first.id, second.id)).map((check) => check.id)), new Set([first.id, second.id]));

const data = { external_application_id: APPLICATION, date: 0, name: 'again' };
const replaced = { id: first.id, ...data };
const answer = await checks.update({ data, path: { external_background_check_id: first.id } });
assert.deepEqual(ok(answer).external_background_check, replaced);
assert.deepEqual(await query(first.id), [replaced]);

ok(await checks.delete({ path: { external_background_check_id: second.id } }));
assert.deepEqual((await query(first.id, second.id)).map((check) => check.id), [first.id]);
report({ kept: first.id, deleted: second.id });
