//! Creates, replaces and reads an offer. The address, the app and the application are in the
//! environment; what was read goes to standard output.

use std::error::Error;

use serde_json::json;

#[allow(warnings)]
mod auth {
    include!(concat!(env!("OUT_DIR"), "/feishu-auth.rs"));
}
#[allow(warnings)]
mod hire {
    include!(concat!(env!("OUT_DIR"), "/feishu-hire.rs"));
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let said = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let url = said("BASE_URL")?;
    let request = auth::types::InternalTenantAccessToken {
        app_id: said("APP_ID")?,
        app_secret: said("APP_SECRET")?,
    };
    let issued = auth::Client::new(&url).internal_tenant_access_token(&request).await?;

    let mut headers = reqwest::header::HeaderMap::new();
    let token = format!("Bearer {}", issued.tenant_access_token);
    headers.insert("authorization", token.parse()?);
    let http = reqwest::Client::builder().default_headers(headers).build()?;
    let client = hire::Client::new_with_client(&url, http);

    let application = said("APPLICATION")?;
    let offer = hire::types::CreateExternalOffer {
        attachment_id_list: Vec::new(),
        biz_create_time: None,
        external_application_id: application.clone(),
        external_id: None,
        offer_status: None,
        owner: Some("张三".to_owned()),
    };
    let made = client.create_external_offer(&offer).await?.into_inner();
    let id = made.data.external_offer.id.ok_or("no id")?;

    let mut offer = hire::types::UpdateExternalOffer {
        attachment_id_list: Vec::new(),
        biz_create_time: None,
        external_application_id: application,
        offer_status: Some("已接受".to_owned()),
        owner: Some("李四".to_owned()),
    };
    let replaced = client.update_external_offer(&id.parse()?, &offer).await?.into_inner();
    let query = hire::types::BatchQueryExternalOffer { external_offer_id_list: vec![id.clone()] };
    let found = client.batch_query_external_offer(None, None, None, &query).await?.into_inner();

    // One attachment more than the page allows: the types do not say so, and the server does.
    offer.attachment_id_list = vec!["1".to_owned(); 11];
    let refused = match client.update_external_offer(&id.parse()?, &offer).await {
        Err(hire::Error::ErrorResponse(refused)) => refused,
        other => return Err(format!("it was not refused: {other:?}").into()),
    };
    let all = json!({
        "replaced": replaced.data.external_offer,
        "found": found.data.ok_or("no data")?.items,
        "refused": refused.code,
        "status": refused.status().as_u16(),
    });
    println!("{all}");
    Ok(())
}
