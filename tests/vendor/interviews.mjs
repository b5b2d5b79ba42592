// External interviews and their assessments through @larksuiteoapi/node-sdk: create, read, replace, change, delete.

import assert from 'node:assert/strict';
import { client, ok, report } from './sdk.mjs';

const APPLICATION = '7000000000000000001';
const { externalInterview: interviews, externalInterviewAssessment: assessments } = client().hire;

const create = async (data) => ok(await interviews.create({ data })).external_interview;
const query = async (...ids) =>
  ok(await interviews.batchQuery({ data: { external_interview_id_list: ids } })).items ?? [];

const question = { score: 99, options: ['a', 'b'], assessment_type: 4, title: '面试测试', content: '不错' };
const assessment = { username: '张三', conclusion: 2, content: '第一次面试', assessment_dimension_list: [question] };
const fields = {
  external_application_id: APPLICATION,
  participate_status: 2,
  begin_time: 1618500278638,
  end_time: 1618500278639,
};
const first = await create({ ...fields, interview_assessments: [assessment] });
const [inner] = first.interview_assessments;
assert.deepEqual(first, { id: first.id, ...fields, interview_assessments: [{ id: inner.id, ...assessment }] });
const second = await create({ external_application_id: APPLICATION });

// An assessment added later, and changed: a patch keeps what it does not name.
const later = { external_interview_id: second.id, username: '王五', conclusion: 3 };
const added = ok(await assessments.create({ data: later })).external_interview_assessment;
const path = { external_interview_assessment_id: added.id };
const changed = ok(await assessments.patch({ data: { conclusion: 1 }, path })).external_interview_assessment;
const expected = { id: added.id, username: '王五', conclusion: 1 };
assert.deepEqual(changed, { ...expected, external_interview_id: second.id });
assert.deepEqual((await query(second.id))[0].interview_assessments, [expected]);

const data = { external_application_id: APPLICATION, begin_time: 1 };
const replaced = { id: first.id, ...data };
const answer = await interviews.update({ data, path: { external_interview_id: first.id } });
assert.deepEqual(ok(answer).external_interview, replaced);
assert.deepEqual(await query(first.id), [replaced]);

ok(await interviews.delete({ path: { external_interview_id: second.id } }));
assert.deepEqual((await query(first.id, second.id)).map((interview) => interview.id), [first.id]);
report({ kept: first.id, deleted: second.id });
