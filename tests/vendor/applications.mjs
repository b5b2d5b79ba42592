// External applications through @larksuiteoapi/node-sdk: create, list, replace, delete.

import assert from 'node:assert/strict';
import { client, ok, report } from './sdk.mjs';

const TALENT = '7000000000000000003';
const applications = client().hire.externalApplication;

const create = async (data) => ok(await applications.create({ data })).external_application;
const list = async () => ok(await applications.list({ params: { talent_id: TALENT, page_size: 10 } })).items ?? [];

const full = {
  job_recruitment_type: 1,
  job_title: '高级Java',
  resume_source: 'lagou',
  stage: '1',
  talent_id: TALENT,
  termination_reason: '不符合期望',
  delivery_type: 1,
  modify_time: 1618500278644,
  create_time: 1618500278644,
  termination_type: 'health',
};
const first = await create({ external_id: 'application-1', ...full });
assert.deepEqual(first, { id: first.id, ...full });
const second = await create({ talent_id: TALENT });

const paged = [];
const params = { talent_id: TALENT, page_size: 1 };
for await (const page of await applications.listWithIterator({ params })) {
  assert.equal(page.items.length, 1);
  paged.push(page.items[0].id);
}
assert.deepEqual(paged, [first.id, second.id]);

const data = { talent_id: TALENT, stage: '2' };
const replaced = { id: first.id, ...data };
const answer = await applications.update({ data, path: { external_application_id: first.id } });
assert.deepEqual(ok(answer).external_application, replaced);
assert.deepEqual((await list())[0], replaced);

const path = { external_application_id: second.id };
const deleted = ok(await applications.delete({ path, params: { talent_id: TALENT } }));
assert.deepEqual(deleted.external_application, { id: second.id, talent_id: TALENT });
assert.deepEqual((await list()).map((application) => application.id), [first.id]);
report({ kept: first.id, deleted: second.id });
