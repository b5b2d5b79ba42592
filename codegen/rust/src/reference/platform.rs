//! What all operations share: hosts, tokens, limits, errors of the gateway.

use std::fmt::Write;

use super::paths::operation_path;
use super::text::{code, outward, table, text, with_code};
use crate::model::{Action, Model, RateLimit};

/// The page.
pub(super) fn page(model: &Model) -> String {
    let platform = &model.platform;
    let mut page = String::from("# The platform\n\n## Hosts\n\n");
    let hosts = [("Feishu", &platform.feishu), ("Lark", &platform.lark)];
    let rows: Vec<_> = hosts
        .iter()
        .map(|(name, host)| vec![(*name).to_owned(), code(&host.url), with_code(&host.description)])
        .collect();
    page.push_str(&table(&["Brand", "Base URL", "For"], &rows));

    let tokens = &platform.tokens;
    let _ = write!(
        page,
        "\n## Tokens\n\nA token is valid for at most {} minutes. While {} minutes or more are left, the server returns the same \
         token again; after that it returns a new one, and both are valid. Send it as {}.\n\n",
        tokens.lifetime_seconds / 60,
        tokens.renewal_window_seconds / 60,
        code("Authorization: Bearer …"),
    );
    let rows: Vec<_> = tokens
        .sources
        .iter()
        .map(|source| {
            let issuing = model.operation(&source.operation);
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
        "\n## Rate limits\n\nLimits count per operation, app and tenant. Response headers report the state: {} is the limit, {} the \
         seconds until calls are accepted again. {}.\n\n",
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
        .map(|tier| vec![format!("tier {}", tier.number), all(&tier.limits), all(&tier.paid)])
        .collect();
    page.push_str(&table(&["Tier", "Limit", "Paying tenants"], &rows));

    let _ = write!(
        page,
        "\n## Errors {{#errors}}\n\nA response whose {} is not 0 is an error, whatever its HTTP status. Every response has a log id \
         in {}, which the vendor's support will ask for. {}.\n\n",
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
                action(error.action).to_owned(),
                with_code(&error.advice),
            ]
        })
        .collect();
    page.push_str(&table(&["Code", "Status", "Name", "Client", "What to do"], &rows));
    page
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Fail => "gives up",
        Action::Wait => "waits and retries",
        Action::RefreshToken => "gets another token and retries once",
    }
}
