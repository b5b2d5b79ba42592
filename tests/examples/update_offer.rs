//! The main job, end to end: an emulator is started, the generated client replaces an offer on
//! it over HTTP, and an offer that breaks the page's rules is refused before anything is sent.
//! `cargo xtask demo` runs this after generating.

use std::error::Error;

use feishu_emulator::Emulator;
use feishu_hire::{Client, ExternalOfferId, UpdateExternalOffer, schemas};
use serde_json::Value as Json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // A Feishu on this machine, with the objects that the vendor's page uses as samples.
    let emulator = Emulator::builder().samples().start().await?;
    let client = Client::builder(emulator.app_id(), emulator.app_secret())
        .base_url(emulator.base_url())
        .build()?;
    let id = ExternalOfferId::new("6989202908470446380");
    println!("emulator: {}", emulator.base_url());

    println!("\nthe offer before:\n{}", stored(&emulator, &id).await?);
    let offer = UpdateExternalOffer::new("7395015673275697419")
        .biz_create_time("1721899352428")
        .owner("张三")
        .offer_status("已发送")
        .attachment_id_list(["7404675264888097068"]);
    let replaced = client.external_offer().update(&id, &offer).await?;
    println!(
        "\nthe answer (HTTP {}, log id {}):",
        replaced.status(),
        replaced.log_id().unwrap_or("none")
    );
    println!("{}", pretty(&serde_json::from_slice(replaced.body())?)?);
    println!("\nthe offer after:\n{}", stored(&emulator, &id).await?);

    // One attachment more than the page allows, and a time that is none.
    let too_many = attachment_limit()? + 1;
    let broken = UpdateExternalOffer::new("7395015673275697419")
        .biz_create_time("yesterday")
        .attachment_id_list(vec!["7404675264888097068"; too_many]);
    let requests_before = emulator.requests().len();
    let Err(error) = client.external_offer().update(&id, &broken).await else {
        return Err("an offer that breaks two rules was sent".into());
    };
    println!("\nan offer with {too_many} attachments and a bad time is refused:\n{error}");
    let Some(violations) = error.violations().filter(|violations| violations.len() == 2) else {
        return Err("both violations should have been found".into());
    };
    for violation in violations {
        println!("  - {violation}");
    }
    let sent = emulator.requests().len() - requests_before;
    println!("requests sent for it: {sent}");
    if sent != 0 {
        return Err("nothing should have been sent".into());
    }
    emulator.shutdown().await;
    Ok(())
}

/// The offer as the emulator holds it.
async fn stored(emulator: &Emulator, id: &ExternalOfferId) -> Result<String, Box<dyn Error>> {
    match emulator.object("external_offer", id.as_str()).await? {
        Some(offer) => pretty(&offer),
        None => Err(format!("the emulator holds no offer {id}").into()),
    }
}

/// How many attachments the page allows, as the schema says, so that the demo follows the spec.
fn attachment_limit() -> Result<usize, Box<dyn Error>> {
    let schema: Json = serde_json::from_str(schemas::EXTERNAL_OFFER_UPDATE_REQUEST)?;
    let limit =
        schema["properties"]["attachment_id_list"]["maxItems"].as_u64().ok_or("no limit")?;
    Ok(usize::try_from(limit)?)
}

fn pretty(json: &Json) -> Result<String, Box<dyn Error>> {
    Ok(serde_json::to_string_pretty(json)?)
}
