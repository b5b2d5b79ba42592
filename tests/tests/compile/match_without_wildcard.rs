use feishu_hire::{ErrorCode, GatewayCode};

fn advice(code: ErrorCode) -> &'static str {
    // A code that the page adds tomorrow must not break this crate.
    match code { //~ E0004
        ErrorCode::SystemError => "try again",
        ErrorCode::InvalidParameter => "look at the parameters",
        ErrorCode::TalentNotFound => "look at the talent",
        ErrorCode::ReferralRewardNotImported => "look at the reward",
        ErrorCode::Gateway(_) => "read the page of the platform",
        ErrorCode::Other(_) => "read the page",
    }
}

fn waits(code: GatewayCode) -> bool {
    match code { //~ E0004
        GatewayCode::RateLimited => true,
        GatewayCode::MissingScope => false,
    }
}

fn main() {
    advice(ErrorCode::SystemError);
    waits(GatewayCode::RateLimited);
}
