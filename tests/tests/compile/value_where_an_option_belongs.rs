use feishu_hire::UpdateExternalOffer;

fn main() {
    let _ = UpdateExternalOffer::new("1").maybe_owner(Some("张三"));
    let _ = UpdateExternalOffer::new("1").maybe_owner("张三"); //~ E0308
    let _ = UpdateExternalOffer::new("1").owner(Some("张三")); //~ E0277
}
