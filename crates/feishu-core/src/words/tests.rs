use std::time::Duration;

use super::*;
use crate::bulk::JournalProblem;
use crate::{Error, Number, RetryReason, Rule};

#[test]
fn a_word_is_printed_with_the_width_that_is_asked_for() {
    assert_eq!(ErrorKind::PathParameter.to_string(), "path_parameter");
    assert_eq!(format!("{:>10}|{:<8}|", Outcome::Unknown, Effect::Read), "   unknown|read    |");
    assert_eq!(AppKind::Store.to_string(), "store");
    assert_eq!(WaitReason::RateLimit.to_string(), "rate_limit");
    assert_eq!(
        (Reach::Every.to_string(), Action::RefreshToken.to_string().as_str()),
        ("every".into(), "refresh_token")
    );
}

#[test]
fn what_is_printed_can_be_read_in_any_case() {
    for method in [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete] {
        assert_eq!(method.to_string().parse(), Ok(method));
        assert_eq!(method.to_string().to_lowercase().parse(), Ok(method));
    }
    let effects = [Effect::Read, Effect::Create, Effect::Replace, Effect::Update, Effect::Delete];
    for effect in effects {
        assert_eq!(effect.to_string().parse(), Ok(effect));
    }
    let tokens =
        [TokenKind::TenantAccessToken, TokenKind::UserAccessToken, TokenKind::AppAccessToken];
    for token in tokens {
        assert_eq!(token.to_string().parse(), Ok(token));
    }
    for app in [AppKind::Custom, AppKind::Store] {
        assert_eq!(app.to_string().parse(), Ok(app));
    }
}

#[test]
fn a_word_that_is_unknown_is_shown_on_one_line_beside_the_known_ones() {
    for text in ["", "got", " get", "get\r\n", "GETT"] {
        assert!(text.parse::<Method>().is_err(), "{text:?}");
    }
    let error = "a\nb".parse::<AppKind>().unwrap_err();
    assert_eq!(error.to_string(), "\"a b\" is not a valid kind of app; write custom or store");
    let long = "x".repeat(1000).parse::<TokenKind>().unwrap_err().to_string();
    assert!(long.len() < 200, "{long}");
}

#[test]
fn a_gateway_code_is_printed_with_its_name() {
    assert_eq!(GatewayCode::RateLimited.to_string(), "99991400 (rate_limited)");
}

#[test]
fn what_came_of_an_item_is_said_with_the_reason() {
    type Any = Fate<(), Error>;
    let failed = Any::Failed(Error::no_token("the service is down"));
    assert_eq!(failed.as_str(), "failed");
    assert!(failed.to_string().starts_with("failed: no access token: "), "{failed}");
    assert_eq!(Any::Done(()).to_string(), "done");
    assert_eq!(Any::AlreadyDone.to_string(), "done before, and not sent again");
    assert_eq!(Any::NotSent(NotSent::Duplicate).as_str(), "not_sent");
    assert!(Any::NotSent(NotSent::Duplicate).to_string().contains("the same key"));
    let outcome = crate::bulk::Outcome { key: "row 7", fate: Any::Unknown };
    assert_eq!(
        outcome.to_string(),
        "row 7: sent before with an unknown outcome, and not sent again"
    );
    assert_eq!(StopReason::InARow(5).to_string(), "5 failures in a row");
    assert_eq!(Resend::Within(Duration::from_secs(86_400)).to_string(), "within 86400 s");
}

/// Where the types of a file are printed is checked by the compiler; that none is left out, here.
#[test]
fn every_public_enumeration_can_be_printed() {
    fn printed<T: fmt::Display>() {}
    macro_rules! all {
        ($($name:ident $(<$($of:ty),+>)?),+ $(,)?) => {{
            $(printed::<$name $(<$($of),+>)?>();)+
            [$(stringify!($name)),+]
        }};
    }
    let printed = all![
        Action, AppKind, Durability, Effect, ErrorKind, Fate<(), Error>, Finding, GatewayCode,
        ItemEffect, JournalProblem, Method, NotSent, Number, Outcome, Reach, Resend, RetryReason,
        Rule, StopReason, TokenKind, WaitReason,
    ];
    // They carry what an observer is to see, what leads to the next page, and how a field is written on the
    // wire, and have no words of their own.
    let others = ["Event", "Next", "UnixTime", "WireType"];
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            // Macros declare some: what one takes for a name begins with `$`.
            let declared = text.lines().filter_map(|line| line.trim().strip_prefix("pub enum "));
            for line in declared.filter(|line| !line.starts_with('$')) {
                let name = line.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
                assert!(printed.contains(&name) || others.contains(&name), "{name} has no Display");
                found += 1;
            }
        }
    }
    assert_eq!(found, printed.len() + others.len());
}
