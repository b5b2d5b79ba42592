//! The external-import family, through the generated client against the emulator: a team moves in,
//! reads everything back and corrects it.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use feishu_emulator::Emulator;
use feishu_hire::{
    AssessmentDimensionInput, AssessmentType, BatchQueryExternalBackgroundCheck,
    BatchQueryExternalBackgroundCheckQuery, BatchQueryExternalOffer, BatchQueryExternalOfferQuery,
    BonusAmount, BonusType, Client, CreateExternalApplication, CreateExternalBackgroundCheck,
    CreateExternalInterview, CreateExternalInterviewAssessment, CreateExternalOffer,
    CreateExternalReferralReward, CreateExternalReferralRewardQuery, CreateTalentExternalInfo,
    DeleteExternalApplicationQuery, ErrorCode, ExternalApplicationId, ExternalOfferId,
    InterviewAssessmentInput, InterviewConclusion, ListExternalApplicationQuery, ParticipateStatus,
    PatchExternalInterviewAssessment, ReferralRewardStage, ReferralRuleType, TalentId,
    UnixMillisNumber, UpdateExternalBackgroundCheck, UpdateExternalInterview, UpdateExternalOffer,
};
use futures_util::TryStreamExt;

async fn start() -> (Emulator, Client) {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = Client::builder(emulator.app_id(), emulator.app_secret())
        .base_url(emulator.base_url())
        .build();
    (emulator, client.expect("a client"))
}

async fn application(client: &Client, talent: &TalentId) -> ExternalApplicationId {
    let application =
        CreateExternalApplication::new(talent).job_title("高级 Java").stage("简历初筛");
    let made = client.external_application().create(&application).await.expect("made");
    made.into_inner().external_application.id.expect("an id")
}

async fn offer(
    client: &Client,
    application: &ExternalApplicationId,
    owner: &str,
) -> ExternalOfferId {
    let made =
        client.external_offer().create(&CreateExternalOffer::new(application).owner(owner)).await;
    made.expect("made").into_inner().external_offer.id.expect("an id")
}

/// The owners of the offers that a query finds.
async fn owners(
    client: &Client,
    query: &BatchQueryExternalOfferQuery,
    body: &BatchQueryExternalOffer,
) -> Vec<String> {
    let offers = client.external_offer().batch_query_items(query, body);
    offers.map_ok(|offer| offer.owner.unwrap_or_default()).try_collect().await.expect("offers")
}

#[tokio::test]
async fn what_is_made_can_be_read_replaced_and_deleted() {
    let (_emulator, client) = start().await;
    let application = application(&client, &TalentId::new("7")).await;
    let id = offer(&client, &application, "张三").await;
    let (all, none) = (BatchQueryExternalOfferQuery::new(), BatchQueryExternalOffer::new());
    let of_application = all.clone().external_application_id(&application);
    assert_eq!(owners(&client, &of_application, &none).await, ["张三"]);

    let offers = client.external_offer();
    offers
        .update(&id, &UpdateExternalOffer::new(&application).owner("李四"))
        .await
        .expect("replaced");
    let by_id = none.clone().external_offer_id_list([&id]);
    assert_eq!(owners(&client, &all, &by_id).await, ["李四"]);

    offers.delete(&id).await.expect("deleted");
    assert_eq!(owners(&client, &of_application, &none).await, [] as [&str; 0]);
    let error = offers.delete(&id).await.expect_err("gone");
    assert_eq!(ErrorCode::of(&error), Some(ErrorCode::InvalidParameter));
}

#[tokio::test]
async fn a_stream_of_items_goes_through_every_page_once() {
    let (_emulator, client) = start().await;
    let talent = TalentId::new("7");
    let mut made = BTreeSet::new();
    for _ in 0..7 {
        made.insert(application(&client, &talent).await);
    }
    application(&client, &TalentId::new("8")).await;
    let applications = client.external_application();
    for size in [1, 3, 7, 20] {
        let query = ListExternalApplicationQuery::new(&talent).page_size(size);
        let found: Vec<_> =
            applications.list_items(&query).try_collect().await.expect("applications");
        let ids: BTreeSet<_> =
            found.iter().map(|application| application.id.clone().expect("an id")).collect();
        assert_eq!((found.len(), &ids), (7, &made), "pages of {size}");
        let pages: Vec<_> = applications.list_pages(&query).try_collect().await.expect("pages");
        assert_eq!(
            pages.len(),
            7_usize.div_ceil(usize::try_from(size).expect("small")),
            "pages of {size}"
        );
    }
    let first = made.pop_first().expect("seven");
    applications
        .delete(&first, &DeleteExternalApplicationQuery::new().talent_id(&talent))
        .await
        .expect("deleted");
    let left: Vec<_> = applications
        .list_items(&ListExternalApplicationQuery::new(&talent))
        .try_collect()
        .await
        .expect("six");
    assert_eq!(left.len(), 6);
}

#[tokio::test]
async fn a_create_that_is_repeated_with_its_key_makes_one_object() {
    let (_emulator, client) = start().await;
    let application = application(&client, &TalentId::new("7")).await;
    let keyed = CreateExternalOffer::new(&application).external_id("key-1").owner("张三");
    for _ in 0..2 {
        client.external_offer().create(&keyed).await.expect("made, or found");
    }
    let query = BatchQueryExternalOfferQuery::new().external_application_id(&application);
    assert_eq!(owners(&client, &query, &BatchQueryExternalOffer::new()).await, ["张三"]);
}

#[tokio::test]
async fn an_interview_is_replaced_as_a_whole_and_an_assessment_changed_in_part() {
    let (_emulator, client) = start().await;
    let application = application(&client, &TalentId::new("7")).await;
    let question = AssessmentDimensionInput::new()
        .assessment_type(AssessmentType::Score)
        .score(99)
        .title("题目");
    let opinion =
        InterviewAssessmentInput::new().username("王五").conclusion(InterviewConclusion::Passed);
    let interview = CreateExternalInterview::new(&application)
        .participate_status(ParticipateStatus::Attended)
        .begin_time(1_618_500_278_638_i64)
        .interview_assessments([opinion.assessment_dimension_list([question])]);
    let made = client
        .external_interview()
        .create(&interview)
        .await
        .expect("made")
        .into_inner()
        .external_interview;
    let assessments = made.interview_assessments.expect("assessments");
    assert_eq!(
        assessments[0].assessment_dimension_list.as_ref().expect("questions")[0].score,
        Some(99)
    );
    assert_eq!(made.begin_time, Some(UnixMillisNumber::from_millis(1_618_500_278_638)));
    let id = made.id.expect("an id");

    let written = CreateExternalInterviewAssessment::new(&id).username("赵六").content("不错");
    let assessment = client.external_interview_assessment().create(&written).await.expect("made");
    let assessment = assessment.into_inner().external_interview_assessment.id.expect("an id");
    let change = PatchExternalInterviewAssessment::new().conclusion(InterviewConclusion::Failed);
    let changed =
        client.external_interview_assessment().patch(&assessment, &change).await.expect("changed");
    let changed = &changed.external_interview_assessment;
    assert_eq!(
        (changed.conclusion.clone(), changed.content.as_deref()),
        (Some(InterviewConclusion::Failed), Some("不错"))
    );

    let replaced = client
        .external_interview()
        .update(&id, &UpdateExternalInterview::new(&application))
        .await
        .expect("replaced");
    let replaced = &replaced.external_interview;
    assert_eq!((&replaced.participate_status, &replaced.begin_time), (&None, &None));
}

#[tokio::test]
async fn a_background_check_goes_the_same_way() {
    let (_emulator, client) = start().await;
    let application = application(&client, &TalentId::new("7")).await;
    let checks = client.external_background_check();
    let check =
        CreateExternalBackgroundCheck::new(&application).name("背调").date(1_626_602_069_392_i64);
    let made = checks.create(&check).await.expect("made").into_inner().external_background_check;
    let id = made.id.expect("an id");

    let replacement = UpdateExternalBackgroundCheck::new(&application).result("已通过");
    checks.update(&id, &replacement).await.expect("replaced");
    let (query, body) =
        (BatchQueryExternalBackgroundCheckQuery::new(), BatchQueryExternalBackgroundCheck::new());
    let body = body.external_background_check_id_list([&id]);
    let found: Vec<_> = checks.batch_query_items(&query, &body).try_collect().await.expect("found");
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].result.as_deref(), &found[0].name, &found[0].date),
        (Some("已通过"), &None, &None)
    );

    checks.delete(&id).await.expect("deleted");
    let left: Vec<_> = checks.batch_query_items(&query, &body).try_collect().await.expect("none");
    assert_eq!(left, []);
}

#[tokio::test]
async fn what_refers_to_nothing_is_refused() {
    let (_emulator, client) = start().await;
    let nowhere = ExternalApplicationId::new("404");
    let offer = client.external_offer().create(&CreateExternalOffer::new(&nowhere)).await.map(drop);
    let check = client
        .external_background_check()
        .create(&CreateExternalBackgroundCheck::new(&nowhere))
        .await
        .map(drop);
    for outcome in [offer, check] {
        let error = outcome.expect_err("refused");
        assert_eq!(ErrorCode::of(&error), Some(ErrorCode::InvalidParameter));
        assert!(error.field_violations()[0].field.contains("external_application_id"), "{error:?}");
    }
}

#[tokio::test]
async fn rewards_and_talents_are_taken_in() {
    let (_emulator, client) = start().await;
    let bonus = BonusAmount::new(BonusType::Points).point_bonus(100);
    let reward = CreateExternalReferralReward::new(
        "on_1",
        "key",
        ReferralRuleType::Onboarding,
        bonus,
        ReferralRewardStage::Paid,
    );
    let rewards = client.external_referral_reward();
    let query = CreateExternalReferralRewardQuery::new();
    let made = rewards.create(&query, &reward.clone().talent_id("7")).await.expect("made");
    rewards.delete(&made.id).await.expect("deleted");
    let error = rewards.create(&query, &reward).await.expect_err("for nobody");
    assert_eq!(ErrorCode::of(&error), Some(ErrorCode::InvalidParameter));

    let info = CreateTalentExternalInfo::new("1639992265035");
    let noted = client.talent_external_info().create("7", &info).await.expect("noted");
    assert_eq!(
        noted.external_info.external_create_time.as_ref().and_then(|time| time.millis()),
        Some(1_639_992_265_035)
    );
}
