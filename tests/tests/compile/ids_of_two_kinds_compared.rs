use feishu_hire::{ExternalApplicationId, ExternalOfferId};

fn main() {
    let offer = ExternalOfferId::new("1");
    assert!(offer == "1" && "1" == offer);
    let _ = offer == ExternalApplicationId::new("1"); //~ E0277
}
