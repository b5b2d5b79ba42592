//! Every type that a call or its response is made of, in two lists, for the tests that judge all of them.

/// Hands a macro one row for each request body and each set of query parameters: the name of its strategies, its type, and
/// the text of its schema.
#[macro_export]
macro_rules! for_each_request {
    ($then:ident) => {
        $then! {
            update_external_offer: feishu_hire::UpdateExternalOffer = feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_REQUEST;
            create_external_offer: feishu_hire::CreateExternalOffer = feishu_hire::schemas::EXTERNAL_OFFER_CREATE_REQUEST;
            batch_query_external_offer: feishu_hire::BatchQueryExternalOffer = feishu_hire::schemas::EXTERNAL_OFFER_BATCH_QUERY_REQUEST;
            create_external_application: feishu_hire::CreateExternalApplication = feishu_hire::schemas::EXTERNAL_APPLICATION_CREATE_REQUEST;
            update_external_application: feishu_hire::UpdateExternalApplication = feishu_hire::schemas::EXTERNAL_APPLICATION_UPDATE_REQUEST;
            create_external_interview: feishu_hire::CreateExternalInterview = feishu_hire::schemas::EXTERNAL_INTERVIEW_CREATE_REQUEST;
            update_external_interview: feishu_hire::UpdateExternalInterview = feishu_hire::schemas::EXTERNAL_INTERVIEW_UPDATE_REQUEST;
            batch_query_external_interview: feishu_hire::BatchQueryExternalInterview = feishu_hire::schemas::EXTERNAL_INTERVIEW_BATCH_QUERY_REQUEST;
            create_external_interview_assessment: feishu_hire::CreateExternalInterviewAssessment = feishu_hire::schemas::EXTERNAL_INTERVIEW_ASSESSMENT_CREATE_REQUEST;
            patch_external_interview_assessment: feishu_hire::PatchExternalInterviewAssessment = feishu_hire::schemas::EXTERNAL_INTERVIEW_ASSESSMENT_PATCH_REQUEST;
            create_external_background_check: feishu_hire::CreateExternalBackgroundCheck = feishu_hire::schemas::EXTERNAL_BACKGROUND_CHECK_CREATE_REQUEST;
            update_external_background_check: feishu_hire::UpdateExternalBackgroundCheck = feishu_hire::schemas::EXTERNAL_BACKGROUND_CHECK_UPDATE_REQUEST;
            batch_query_external_background_check: feishu_hire::BatchQueryExternalBackgroundCheck = feishu_hire::schemas::EXTERNAL_BACKGROUND_CHECK_BATCH_QUERY_REQUEST;
            create_external_referral_reward: feishu_hire::CreateExternalReferralReward = feishu_hire::schemas::EXTERNAL_REFERRAL_REWARD_CREATE_REQUEST;
            create_talent_external_info: feishu_hire::CreateTalentExternalInfo = feishu_hire::schemas::TALENT_EXTERNAL_INFO_CREATE_REQUEST;
            update_talent_external_info: feishu_hire::UpdateTalentExternalInfo = feishu_hire::schemas::TALENT_EXTERNAL_INFO_UPDATE_REQUEST;
            batch_query_external_offer_query: feishu_hire::BatchQueryExternalOfferQuery = feishu_hire::schemas::EXTERNAL_OFFER_BATCH_QUERY_QUERY;
            list_external_application_query: feishu_hire::ListExternalApplicationQuery = feishu_hire::schemas::EXTERNAL_APPLICATION_LIST_QUERY;
            delete_external_application_query: feishu_hire::DeleteExternalApplicationQuery = feishu_hire::schemas::EXTERNAL_APPLICATION_DELETE_QUERY;
            batch_query_external_interview_query: feishu_hire::BatchQueryExternalInterviewQuery = feishu_hire::schemas::EXTERNAL_INTERVIEW_BATCH_QUERY_QUERY;
            batch_query_external_background_check_query: feishu_hire::BatchQueryExternalBackgroundCheckQuery = feishu_hire::schemas::EXTERNAL_BACKGROUND_CHECK_BATCH_QUERY_QUERY;
            create_external_referral_reward_query: feishu_hire::CreateExternalReferralRewardQuery = feishu_hire::schemas::EXTERNAL_REFERRAL_REWARD_CREATE_QUERY;
            get_attachment_query: feishu_hire::GetAttachmentQuery = feishu_hire::schemas::ATTACHMENT_GET_QUERY;
            replace_dish: kitchen::ReplaceDish = kitchen::schemas::DISH_REPLACE_REQUEST;
            list_dish: kitchen::ListDish = kitchen::schemas::DISH_LIST_REQUEST;
            list_dish_query: kitchen::ListDishQuery = kitchen::schemas::DISH_LIST_QUERY;
            list_leftover_query: kitchen::ListLeftoverQuery = kitchen::schemas::LEFTOVER_LIST_QUERY;
            taste_dish: kitchen::TasteDish = kitchen::schemas::DISH_TASTE_REQUEST;
            create_dish: kitchen::CreateDish = kitchen::schemas::DISH_CREATE_REQUEST;
            create_photo: kitchen::CreatePhoto = kitchen::schemas::PHOTO_CREATE_REQUEST;
            issue_key: kitchen::IssueKey = kitchen::schemas::KEY_ISSUE_REQUEST;
            replace_menu: kitchen::ReplaceMenu = kitchen::schemas::MENU_REPLACE_REQUEST;
            list_menu_query: kitchen::ListMenuQuery = kitchen::schemas::MENU_LIST_QUERY;
            internal_tenant_access_token: feishu_auth::InternalTenantAccessToken = feishu_auth::schemas::TENANT_ACCESS_TOKEN_INTERNAL_REQUEST;
            create_tenant_access_token: feishu_auth::CreateTenantAccessToken = feishu_auth::schemas::TENANT_ACCESS_TOKEN_CREATE_REQUEST;
            internal_app_access_token: feishu_auth::InternalAppAccessToken = feishu_auth::schemas::APP_ACCESS_TOKEN_INTERNAL_REQUEST;
            create_app_access_token: feishu_auth::CreateAppAccessToken = feishu_auth::schemas::APP_ACCESS_TOKEN_CREATE_REQUEST;
            resend_app_ticket: feishu_auth::ResendAppTicket = feishu_auth::schemas::APP_TICKET_RESEND_REQUEST;
        }
    };
}

/// Hands a macro one row for each response: the type of its `data`, and the text of the schema of the whole.
#[macro_export]
macro_rules! for_each_response {
    ($then:ident) => {
        $then! {
            feishu_hire::CreateAttachmentData = feishu_hire::schemas::ATTACHMENT_CREATE_RESPONSE;
            feishu_hire::GetAttachmentData = feishu_hire::schemas::ATTACHMENT_GET_RESPONSE;
            feishu_hire::PreviewAttachmentData = feishu_hire::schemas::ATTACHMENT_PREVIEW_RESPONSE;
            feishu_hire::CreateExternalApplicationData = feishu_hire::schemas::EXTERNAL_APPLICATION_CREATE_RESPONSE;
            feishu_hire::DeleteExternalApplicationData = feishu_hire::schemas::EXTERNAL_APPLICATION_DELETE_RESPONSE;
            feishu_hire::ListExternalApplicationData = feishu_hire::schemas::EXTERNAL_APPLICATION_LIST_RESPONSE;
            feishu_hire::UpdateExternalApplicationData = feishu_hire::schemas::EXTERNAL_APPLICATION_UPDATE_RESPONSE;
            feishu_hire::BatchQueryExternalBackgroundCheckData = feishu_hire::schemas::EXTERNAL_BACKGROUND_CHECK_BATCH_QUERY_RESPONSE;
            feishu_hire::CreateExternalBackgroundCheckData = feishu_hire::schemas::EXTERNAL_BACKGROUND_CHECK_CREATE_RESPONSE;
            feishu_hire::DeleteExternalBackgroundCheckData = feishu_hire::schemas::EXTERNAL_BACKGROUND_CHECK_DELETE_RESPONSE;
            feishu_hire::UpdateExternalBackgroundCheckData = feishu_hire::schemas::EXTERNAL_BACKGROUND_CHECK_UPDATE_RESPONSE;
            feishu_hire::BatchQueryExternalInterviewData = feishu_hire::schemas::EXTERNAL_INTERVIEW_BATCH_QUERY_RESPONSE;
            feishu_hire::CreateExternalInterviewData = feishu_hire::schemas::EXTERNAL_INTERVIEW_CREATE_RESPONSE;
            feishu_hire::DeleteExternalInterviewData = feishu_hire::schemas::EXTERNAL_INTERVIEW_DELETE_RESPONSE;
            feishu_hire::UpdateExternalInterviewData = feishu_hire::schemas::EXTERNAL_INTERVIEW_UPDATE_RESPONSE;
            feishu_hire::CreateExternalInterviewAssessmentData = feishu_hire::schemas::EXTERNAL_INTERVIEW_ASSESSMENT_CREATE_RESPONSE;
            feishu_hire::PatchExternalInterviewAssessmentData = feishu_hire::schemas::EXTERNAL_INTERVIEW_ASSESSMENT_PATCH_RESPONSE;
            feishu_hire::BatchQueryExternalOfferData = feishu_hire::schemas::EXTERNAL_OFFER_BATCH_QUERY_RESPONSE;
            feishu_hire::CreateExternalOfferData = feishu_hire::schemas::EXTERNAL_OFFER_CREATE_RESPONSE;
            feishu_hire::DeleteExternalOfferData = feishu_hire::schemas::EXTERNAL_OFFER_DELETE_RESPONSE;
            feishu_hire::UpdateExternalOfferData = feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_RESPONSE;
            feishu_hire::CreateExternalReferralRewardData = feishu_hire::schemas::EXTERNAL_REFERRAL_REWARD_CREATE_RESPONSE;
            feishu_hire::DeleteExternalReferralRewardData = feishu_hire::schemas::EXTERNAL_REFERRAL_REWARD_DELETE_RESPONSE;
            feishu_hire::CreateTalentExternalInfoData = feishu_hire::schemas::TALENT_EXTERNAL_INFO_CREATE_RESPONSE;
            feishu_hire::UpdateTalentExternalInfoData = feishu_hire::schemas::TALENT_EXTERNAL_INFO_UPDATE_RESPONSE;
            kitchen::ListLeftoverData = kitchen::schemas::LEFTOVER_LIST_RESPONSE;
            kitchen::TasteDishData = kitchen::schemas::DISH_TASTE_RESPONSE;
            kitchen::CreateDishData = kitchen::schemas::DISH_CREATE_RESPONSE;
            kitchen::GetDishData = kitchen::schemas::DISH_GET_RESPONSE;
            kitchen::ListDishData = kitchen::schemas::DISH_LIST_RESPONSE;
            kitchen::ReplaceDishData = kitchen::schemas::DISH_REPLACE_RESPONSE;
            kitchen::IssueKeyData = kitchen::schemas::KEY_ISSUE_RESPONSE;
            kitchen::ListMenuData = kitchen::schemas::MENU_LIST_RESPONSE;
            kitchen::ReplaceMenuData = kitchen::schemas::MENU_REPLACE_RESPONSE;
            kitchen::CreatePhotoData = kitchen::schemas::PHOTO_CREATE_RESPONSE;
            feishu_auth::CreateAppAccessTokenData = feishu_auth::schemas::APP_ACCESS_TOKEN_CREATE_RESPONSE;
            feishu_auth::InternalAppAccessTokenData = feishu_auth::schemas::APP_ACCESS_TOKEN_INTERNAL_RESPONSE;
            feishu_auth::ResendAppTicketData = feishu_auth::schemas::APP_TICKET_RESEND_RESPONSE;
            feishu_auth::CreateTenantAccessTokenData = feishu_auth::schemas::TENANT_ACCESS_TOKEN_CREATE_RESPONSE;
            feishu_auth::InternalTenantAccessTokenData = feishu_auth::schemas::TENANT_ACCESS_TOKEN_INTERNAL_RESPONSE;
        }
    };
}
