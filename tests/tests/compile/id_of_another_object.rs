use feishu_hire::{Client, ExternalApplicationId, UpdateExternalOffer};

async fn push(client: &Client, offer: &UpdateExternalOffer) {
    let application = ExternalApplicationId::new("1");
    let _ = client.external_offer().update(application, offer).await; //~ E0277
}

fn main() {}
