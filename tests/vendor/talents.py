"""What is imported of a talent and of who referred it, through lark-oapi: external info, referral rewards."""

from lark_oapi.api.hire.v1 import (
    BonusAmount,
    CreateExternalReferralRewardRequest,
    CreateTalentExternalInfoRequest,
    CreateTalentExternalInfoRequestBody,
    DeleteExternalReferralRewardRequest,
    ExternalReward,
    UpdateTalentExternalInfoRequest,
    UpdateTalentExternalInfoRequestBody,
)

from sdk import client, equal, fields, ok, report

TALENT = "7000000000000000003"
hire = client().hire.v1
infos, rewards = hire.talent_external_info, hire.external_referral_reward

body = CreateTalentExternalInfoRequestBody.builder().external_create_time("1721899352428").build()
request = CreateTalentExternalInfoRequest.builder().talent_id(TALENT).request_body(body).build()
info = ok(infos.create(request)).external_info
equal(fields(info), {"talent_id": TALENT, "external_create_time": "1721899352428"})
body = UpdateTalentExternalInfoRequestBody.builder().external_create_time("1").build()
request = UpdateTalentExternalInfoRequest.builder().talent_id(TALENT).request_body(body).build()
equal(fields(ok(infos.update(request)).external_info), {"talent_id": TALENT, "external_create_time": "1"})


def create(external_id):
    reward = (
        ExternalReward.builder()
        .external_id(external_id)
        .referral_user_id("ou_1")
        .talent_id(TALENT)
        .rule_type(1)
        .bonus(BonusAmount.builder().bonus_type(1).point_bonus(100).build())
        .stage(3)
        .pay_time("1704720275001")
        .build()
    )
    request = CreateExternalReferralRewardRequest.builder().user_id_type("open_id").request_body(reward).build()
    return ok(rewards.create(request)).id


kept, deleted = create("reward-1"), create("reward-2")
ok(rewards.delete(DeleteExternalReferralRewardRequest.builder().external_referral_reward_id(deleted).build()))
report(kept=kept, deleted=deleted)
