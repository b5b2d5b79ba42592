//! Calls three endpoints without a spec: this program depends on the runtime alone, which knows
//! none.
//!
//! It prints what it found as JSON.

use std::env::var;
use std::error::Error;

use feishu_core::{Client, Effect, Json, Method, Upload};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder(var("APP_ID")?, var("APP_SECRET")?);
    let client = client.base_url(&var("BASE_URL")?).build()?;
    let talent = var("TALENT")?;

    let created = client
        .raw(Method::Post, "/open-apis/hire/v1/external_applications")
        .json(&json!({ "talent_id": talent, "job_title": "画家", "external_id": "from-outside" }))
        .idempotency_key("external_id")
        .await?;

    let listed = client
        .raw(Method::Get, "/open-apis/hire/v1/external_applications")
        .query("talent_id", &talent)
        .query("page_size", 20)
        .await?;

    let uploaded = client
        .raw(Method::Post, "/open-apis/hire/v1/attachments")
        .upload("content", Upload::bytes("offer.txt", "Dear Ms Zhang"))
        .await?;

    // A path parameter, an error that has the platform's code, and a preview.
    let missing = client
        .raw(Method::Delete, "/open-apis/hire/v1/external_applications/:id")
        .path("id", "1/2")
        .effect(Effect::Delete);
    let refused = missing.send::<Json>().await.err().ok_or("an application that is not there")?;

    let said = json!({
        "created": *created,
        "listed": *listed,
        "uploaded": *uploaded,
        "refused": refused.code(),
        "attempts": refused.attempts(),
        "operation": refused.operation().map(|operation| operation.id.clone()),
    });
    println!("{said}");
    Ok(())
}
