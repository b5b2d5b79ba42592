use feishu_hire::ErrorCode;

fn advice(code: ErrorCode) -> &'static str {
    // A code that the page adds tomorrow must not break this crate.
    match code { //~ E0004
        ErrorCode::SystemError => "try again",
        ErrorCode::InvalidParameter => "look at the parameters",
        ErrorCode::Other(_) => "read the page",
    }
}

fn main() {
    advice(ErrorCode::SystemError);
}
