//! What all operations share: hosts, tokens, limits, errors of the gateway.

use std::fmt::Write;

use super::operation_path;
use super::text::{code, outward, table, text, with_code};
use crate::model::{Action, Api, RateLimit};

/// The page.
pub(super) fn page(api: &Api) -> String {
    let platform = &api.platform;
    let mut page = String::from("# The platform\n\n## Hosts\n\n");
    let hosts = [("Feishu", &platform.feishu), ("Lark", &platform.lark)];
    let rows: Vec<_> = hosts
        .iter()
        .map(|(name, host)| vec![(*name).to_owned(), code(&host.url), with_code(&host.description)])
        .collect();
    page.push_str(&table(&["", "Base URL", "For whom"], &rows));

    let tokens = &platform.tokens;
    let _ = write!(
        page,
        "\n## Tokens\n\nA token is valid for {} minutes at most. Asked with {} minutes or more left, the server gives the same \
         one again; with less left, a new one, and both are valid. They go out as {}.\n\n",
        tokens.lifetime_seconds / 60,
        tokens.renewal_window_seconds / 60,
        code("Authorization: Bearer …"),
    );
    let rows: Vec<_> = tokens
        .sources
        .iter()
        .map(|source| {
            let issuing = api.operations.iter().find(|it| it.id.to_string() == source.operation);
            let by = match issuing {
                Some(it) => format!("[{}]({}.md)", text(&it.summary), operation_path(it)),
                None => code(&source.operation),
            };
            vec![code(source.kind.word()), source.app.word().to_owned(), by]
        })
        .collect();
    page.push_str(&table(&["Token", "App", "Issued by"], &rows));

    let _ = write!(
        page,
        "\n## Rate limits\n\nCounted for each operation, app and tenant. Answers say where one stands: {} is the limit, {} how \
         many seconds are left until calls are taken again. {}.\n\n",
        code(&platform.rate_limit_header),
        code(&platform.rate_limit_reset_header),
        outward("The vendor's page", &platform.rate_limit_page),
    );
    let all = |limits: &[RateLimit]| {
        limits.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
    };
    let rows: Vec<_> = platform
        .rate_limit_tiers
        .iter()
        .map(|tier| {
            let paid = if tier.paid.is_empty() {
                String::new()
            } else {
                format!("{} for paying tenants", all(&tier.paid))
            };
            vec![format!("tier {}", tier.number), all(&tier.limits), paid]
        })
        .collect();
    page.push_str(&table(&["Tier", "Limit", "And"], &rows));

    let _ = write!(
        page,
        "\n## Errors {{#errors}}\n\nAn answer whose {} is not 0 is an error, whatever its HTTP status. Every answer has a log id \
         in {}, which the vendor's support asks for. {}.\n\n",
        code("code"),
        code(&platform.log_id_header),
        outward("The vendor's page", &platform.error_page),
    );
    let rows: Vec<_> = platform
        .errors
        .iter()
        .map(|error| {
            let statuses: Vec<_> =
                error.http_statuses.iter().map(|status| format!("HTTP {status}")).collect();
            vec![
                code(&error.code.to_string()),
                statuses.join(" or "),
                code(&error.name),
                format!("the client {}", action(error.action)),
                with_code(&error.advice),
            ]
        })
        .collect();
    page.push_str(&table(&["Code", "Status", "Name", "By itself", "What to do"], &rows));
    page
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Fail => "gives up",
        Action::Wait => "waits and tries again",
        Action::RefreshToken => "gets another token and tries again, once",
    }
}
