// What is imported of a talent and of who referred it, through @larksuiteoapi/node-sdk: external info, referral rewards.

import assert from 'node:assert/strict';
import { client, ok, report } from './sdk.mjs';

const TALENT = '7000000000000000003';
const { talentExternalInfo: infos, externalReferralReward: rewards } = client().hire;

const path = { talent_id: TALENT };
for (const [method, external_create_time] of [['create', '1721899352428'], ['update', '1']]) {
  const { external_info } = ok(await infos[method]({ data: { external_create_time }, path }));
  assert.deepEqual(external_info, { talent_id: TALENT, external_create_time });
}

const create = async (external_id) => {
  const data = {
    external_id,
    referral_user_id: 'ou_1',
    talent_id: TALENT,
    rule_type: 1,
    bonus: { bonus_type: 1, point_bonus: 100 },
    stage: 3,
    pay_time: '1704720275001',
  };
  return ok(await rewards.create({ data, params: { user_id_type: 'open_id' } })).id;
};
const kept = await create('reward-1');
const deleted = await create('reward-2');
ok(await rewards.delete({ path: { external_referral_reward_id: deleted } }));
report({ kept, deleted });
