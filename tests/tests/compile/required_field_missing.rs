use feishu_hire::UpdateExternalOffer;

fn main() {
    let _ = UpdateExternalOffer::new(); //~ E0061
}
