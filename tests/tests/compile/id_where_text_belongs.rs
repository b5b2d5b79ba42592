use feishu_hire::{ExternalOfferId, UpdateExternalOffer};

fn main() {
    let id = ExternalOfferId::new("1");
    let _ = UpdateExternalOffer::new("2").owner(id.as_str());
    let _ = UpdateExternalOffer::new("2").owner(id); //~ E0277
}
