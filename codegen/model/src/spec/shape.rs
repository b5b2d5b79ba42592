//! What a mapping of the format may hold, said once: the reader checks keys against it, `spec.schema.json` is made of
//! it, and an import writes keys in its order.

use crate::model::rule::{self, Limits};
use crate::model::scalar::Scalar;
use crate::model::{Action, AppKind, Effect, MessageField, TokenKind};

/// A mapping of the format.
#[derive(Debug)]
pub struct Shape {
    /// What it describes, as a diagnostic calls it.
    pub name: &'static str,
    /// The keys it takes, in the order in which a file has them.
    pub keys: &'static [Key],
}

impl Shape {
    /// The position of a key among the others, if it exists.
    pub fn rank(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|known| known.name == key)
    }
}

/// A key of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// Whether the mapping must have it.
    pub required: bool,
    /// What its value is.
    pub form: Form,
    /// What it means, for the editor.
    pub doc: &'static str,
}

impl Key {
    /// The meaning of the key. For a type, it begins with the scalars, which have their own table.
    pub fn doc(&self) -> String {
        match self.form {
            Form::Type => format!("{}, {}", Scalar::words(|_| true), self.doc),
            _ => self.doc.to_owned(),
        }
    }
}

/// What the value of a key looks like.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A string.
    Text,
    /// Text that matches a regular expression.
    Matching(&'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A boolean.
    Bool,
    /// A whole number.
    Integer,
    /// Any YAML: a sample.
    Any,
    /// A type expression. The words of the scalars go before what the key means.
    Type,
    /// `0..10`, `1..`, `..5`, or a single number.
    Range,
    /// A mapping with these keys.
    Mapping(&'static Shape),
    /// A mapping with free names.
    Named(&'static Form),
    /// A sequence of these.
    List(&'static Form),
    /// One value, or a list of such.
    OneOrMore(&'static Form),
    /// Either of two.
    Either(&'static Form, &'static Form),
}

pub(super) const fn required(name: &'static str, form: Form, doc: &'static str) -> Key {
    Key { name, required: true, form, doc }
}

/// A key that a mapping may have.
pub const fn optional(name: &'static str, form: Form, doc: &'static str) -> Key {
    Key { name, required: false, form, doc }
}

/// The platforms that a file of platform facts may be of.
pub(super) const PLATFORMS: &[&str] = &["feishu"];

const HTTP: Form = Form::Matching("^(GET|POST|PUT|PATCH|DELETE) /[^ ?#]*$");
const PAGE: Form = Form::Matching("^https://[^ ]+$");
const RATE: Form = Form::Matching("^[1-9][0-9]*/(s|min)$");
const RATES: Form = Form::OneOrMore(&RATE);
/// The word for a limit that the page gives no figure of.
pub const SPECIAL: &str = "special";
const RATES_OR_SPECIAL: Form = Form::OneOrMore(&Form::Matching("^([1-9][0-9]*/(s|min)|special)$"));
const OPERATION_ID: Form =
    Form::Matching("^[a-z][a-z0-9_]*\\.v[0-9]+\\.[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$");
const SECONDS: Form = Form::Matching("^[1-9][0-9]*s$");
const DEPRECATED: Key =
    optional("deprecated", Form::Bool, "Whether the page advises against using it.");

/// A field of a body or object.
pub static FIELD: Shape = Shape { name: "field", keys: &FIELD_KEYS };

const BEFORE_RULES: [Key; 2] = [
    required(
        "type",
        Form::Type,
        "an id, object or enum by name, [T] for a list, {string: T} for a map.",
    ),
    optional(
        "required",
        Form::Bool,
        "Whether the field is required. In a response: whether a response without it is an error.",
    ),
];

const AFTER_RULES: [Key; 5] = [
    optional("default", Form::Any, "What the server takes when the field is left out."),
    optional("example", Form::Any, "A sample value, as the page gives it."),
    optional("description", Form::Text, "What the field means, in our own English."),
    optional(
        "scopes",
        Form::List(&Form::Text),
        "Scopes that the field requires, in the request or the response; any one is enough.",
    ),
    DEPRECATED,
];

/// The key of a field that states a rule of a kind.
const fn of_rule(kind: rule::Kind) -> Key {
    let form = match kind.0.limits {
        Limits::Sizes | Limits::Numbers => Form::Range,
        Limits::Pattern => Form::Text,
        Limits::Stated => Form::Bool,
    };
    optional(kind.0.word, form, kind.0.doc)
}

static FIELD_KEYS: [Key; BEFORE_RULES.len() + rule::ALL.len() + AFTER_RULES.len()] = {
    let mut keys = [DEPRECATED; BEFORE_RULES.len() + rule::ALL.len() + AFTER_RULES.len()];
    let mut at = 0;
    while at < keys.len() {
        let rule = at.saturating_sub(BEFORE_RULES.len());
        keys[at] = if at < BEFORE_RULES.len() {
            BEFORE_RULES[at]
        } else if rule < rule::ALL.len() {
            of_rule(rule::ALL[rule])
        } else {
            AFTER_RULES[rule - rule::ALL.len()]
        };
        at += 1;
    }
    keys
};

/// A list of changes that are accepted.
pub static ACCEPT_LIST: Shape = Shape {
    name: "accept list",
    keys: &[required(
        "accept",
        Form::List(&Form::Mapping(&ACCEPTED)),
        "The changes that were reviewed and accepted.",
    )],
};

/// An accepted change.
pub static ACCEPTED: Shape = Shape {
    name: "accepted change",
    keys: &[
        required("id", Form::Text, "The id of the change, as `cargo xtask diff` prints it."),
        required("place", Form::Text, "Its place, as `cargo xtask diff` prints it."),
        required("why", Form::Text, "Why it is taken."),
    ],
};

/// A file that is uploaded.
pub(crate) static UPLOAD: Shape = Shape {
    name: "upload",
    keys: &[
        required(
            "field",
            Form::Matching("^[A-Za-z][A-Za-z0-9_]*$"),
            "The part of the form that holds the file.",
        ),
        optional("max_bytes", Form::Integer, "How large the file may be."),
        required("description", Form::Text, "What the file is, in our own English."),
    ],
};

/// How an operation that replaces an object is made to change a part of it.
pub(crate) static MODIFY: Shape = Shape {
    name: "modify",
    keys: &[
        required(
            "read",
            Form::Matching("^[a-z][a-z0-9_]*$"),
            "The method of the same resource that lists objects, and has `paging`.",
        ),
        optional(
            "by",
            Form::Text,
            "The field of its body that takes a list of ids. Without it, all pages are searched.",
        ),
        optional(
            "from",
            Form::Named(&Form::Text),
            "Sources of fields of the body with another name; list.field is the field of each element.",
        ),
        optional(
            "lost",
            Form::List(&Form::Text),
            "Fields of the body that cannot be read, and are cleared unless the caller sets them.",
        ),
    ],
};

const FIELDS: Form = Form::Named(&Form::Mapping(&FIELD));

/// A path parameter.
pub(crate) static PARAMETER: Shape = Shape {
    name: "path parameter",
    keys: &[
        required("type", Form::Text, "string, i32, i64, or an id."),
        optional("description", Form::Text, "What the parameter names, in our own English."),
        optional("example", Form::Any, "A sample value, as the page gives it."),
    ],
};

/// `request` of an operation.
pub static REQUEST: Shape = Shape {
    name: "request",
    keys: &[
        optional(
            "path",
            Form::Named(&Form::Mapping(&PARAMETER)),
            "The parameters of the path, by name.",
        ),
        optional("query", FIELDS, "The query parameters."),
        optional(
            "body",
            FIELDS,
            "The fields of the JSON body; with `upload`, the text parts of the form.",
        ),
        optional(
            "upload",
            Form::Mapping(&UPLOAD),
            "The file of a request that is a form: multipart/form-data.",
        ),
        optional("example", Form::Any, "The page's sample of the body."),
    ],
};

/// `response` of an operation.
pub static RESPONSE: Shape = Shape {
    name: "response",
    keys: &[
        optional(
            "message",
            Form::Word(MessageField::WORDS),
            "The name of the message in the envelope; `msg` by default.",
        ),
        optional("data", FIELDS, "The fields of `data`."),
        optional("flat", FIELDS, "The fields, if they are beside `code` instead of in `data`."),
        optional(
            "example",
            Form::Any,
            "The page's sample of the whole body, with `code`, `msg` and `data`.",
        ),
    ],
};

static IDEMPOTENCY: Shape = Shape {
    name: "idempotency",
    keys: &[
        required("field", Form::Text, "The field of the body that holds the key."),
        required("window", SECONDS, "How long the server remembers a key."),
    ],
};

static SCOPES: Shape = Shape {
    name: "scopes",
    keys: &[
        optional("any_of", Form::List(&Form::Text), "Scopes of which the app needs one."),
        optional(
            "fields",
            Form::List(&Form::Text),
            "Scopes that some fields require, in the request or the response.",
        ),
    ],
};

/// A place that a person must look at.
pub(crate) static REVIEW: Shape = Shape {
    name: "review",
    keys: &[
        required("place", Form::Text, "What it is about, such as request.body.attachments.id."),
        required("chosen", Form::Text, "What the import took, or did."),
        optional("instead", Form::List(&Form::Text), "What the page may mean just as well."),
    ],
};

/// A fact of the page that is wrong, and is ours instead.
pub(crate) static CORRECTION: Shape = Shape {
    name: "correction",
    keys: &[
        required("place", Form::Text, "Which fact, such as request.body.size.type or rate_limit."),
        required(
            "page",
            Form::Any,
            "What the page says there, or null if it says nothing. If it says something else, the import stops.",
        ),
        required("why", Form::Text, "Why the page is wrong, in our own English."),
    ],
};

static ERROR: Shape = Shape {
    name: "error",
    keys: &[
        optional("http", Form::Integer, "HTTP status, where the page states it."),
        required("code", Form::Integer, "`code` of the envelope."),
        required(
            "name",
            Form::Matching("^[a-z][a-z0-9_]*$"),
            "A name of our choice, in snake_case.",
        ),
        optional("advice", Form::Text, "What to do about it, in our own English."),
        optional("retry", Form::Bool, "Whether the same call may succeed later."),
    ],
};

static ID: Shape = Shape {
    name: "id",
    keys: &[required("description", Form::Text, "What the id identifies, in our own English.")],
};

/// A shared object.
pub static OBJECT: Shape = Shape {
    name: "object",
    keys: &[
        optional("wire", Form::Text, "What the vendor's pages call the type."),
        required("description", Form::Text, "What the object is, in our own English."),
        required("fields", FIELDS, "Its fields."),
    ],
};

/// An enumeration.
pub static ENUM: Shape = Shape {
    name: "enum",
    keys: &[
        required("description", Form::Text, "What the value says, in our own English."),
        required(
            "values",
            Form::Named(&Form::Mapping(&VARIANT)),
            "The known values, each with a name of our choice in snake_case.",
        ),
    ],
};

static VARIANT: Shape = Shape {
    name: "enum value",
    keys: &[
        required(
            "value",
            Form::Either(&Form::Text, &Form::Integer),
            "The value on the wire: all strings, or all numbers.",
        ),
        optional("description", Form::Text, "What it means, in our own English."),
    ],
};

const ID_FORM: Form = Form::Mapping(&ID);
const OBJECT_FORM: Form = Form::Mapping(&OBJECT);
const ENUM_FORM: Form = Form::Mapping(&ENUM);
const IDS: Key = optional("ids", Form::Named(&ID_FORM), "Identifiers, each a type of its own.");
const OBJECTS: Key =
    optional("objects", Form::Named(&OBJECT_FORM), "Objects, by a PascalCase name.");
const ENUMS: Key =
    optional("enums", Form::Named(&ENUM_FORM), "Enumerations, by a PascalCase name.");

/// A file `types.yaml`.
pub(crate) static TYPES: Shape = Shape { name: "types file", keys: &[IDS, OBJECTS, ENUMS] };

/// A file that describes one operation.
pub static OPERATION: Shape = Shape {
    name: "operation",
    keys: &[
        required(
            "operation",
            OPERATION_ID,
            "project.version.resource.method, as the path of the file says.",
        ),
        required("summary", Form::Text, "What the call does, in one line of our own English."),
        optional("description", Form::Text, "What a caller must know beyond the summary."),
        required("page", PAGE, "The vendor's page."),
        optional(
            "page_updated",
            Form::Matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
            "The date of the last change, if the page states it.",
        ),
        optional(
            "page_hash",
            Form::Matching("^[0-9a-f]{64}$"),
            "SHA-256 of the page that the facts come from. It distinguishes a changed page from an edited spec.",
        ),
        required("http", HTTP, "HTTP method and path; parameters of the path start with a colon."),
        required(
            "tokens",
            Form::List(&Form::Word(TokenKind::WORDS)),
            "The kinds of token that the call takes.",
        ),
        required(
            "apps",
            Form::List(&Form::Word(AppKind::WORDS)),
            "The kinds of app that may call.",
        ),
        optional("scopes", Form::Mapping(&SCOPES), "The scopes that the call needs."),
        optional(
            "rate_limit",
            RATES_OR_SPECIAL,
            "How often an app may call for one tenant: 10/s, or both windows of [1000/min, 50/s]; `special` if the page says so without a figure.",
        ),
        DEPRECATED,
        optional(
            "write",
            Form::Word(Effect::WRITES),
            "The effect of the call on data of the server; omitted for a read. `replace` is a full overwrite.",
        ),
        optional(
            "idempotency",
            Form::Mapping(&IDEMPOTENCY),
            "The key by which a repeated create is recognised.",
        ),
        optional(
            "paging",
            Form::Text,
            "The list in `data` that comes in pages, by page_size and page_token of the query, and has_more and page_token of the response.",
        ),
        optional(
            "modify",
            Form::Mapping(&MODIFY),
            "How to change some fields of an object that is replaced as a whole: the operation that reads it.",
        ),
        optional("request", Form::Mapping(&REQUEST), "Parameters and body."),
        required("response", Form::Mapping(&RESPONSE), "What comes back."),
        optional(
            "errors",
            Form::List(&Form::Mapping(&ERROR)),
            "The errors that the page documents.",
        ),
        optional(
            "corrections",
            Form::List(&Form::Mapping(&CORRECTION)),
            "Mistakes of the page. The spec states what is right, and an import does not change it.",
        ),
        IDS,
        ENUMS,
        OBJECTS,
        optional(
            "review",
            Form::List(&Form::Mapping(&REVIEW)),
            "Questions that an import left open. Remove an entry once it is settled.",
        ),
    ],
};

static HOST: Shape = Shape {
    name: "host",
    keys: &[
        required("url", Form::Matching("^https://[^ /]+$"), "Base URL without a final slash."),
        required("description", Form::Text, "Whom it serves."),
    ],
};

static HOSTS: Shape = Shape {
    name: "hosts",
    keys: &[
        required("feishu", Form::Mapping(&HOST), "Feishu."),
        required("lark", Form::Mapping(&HOST), "Lark."),
    ],
};

static HEADERS: Shape = Shape {
    name: "headers",
    keys: &[
        required("log_id", Form::Text, "Identifies the call in the vendor's logs."),
        required("rate_limit", Form::Text, "How many calls the window allows."),
        required("rate_limit_reset", Form::Text, "Seconds until the next window."),
    ],
};

static TOKEN: Shape = Shape {
    name: "token",
    keys: &[
        required("custom", OPERATION_ID, "The operation by which a custom app gets it."),
        required("store", OPERATION_ID, "The operation by which a store app gets it."),
    ],
};

static TOKENS: Shape = Shape {
    name: "tokens",
    keys: &[
        required("lifetime", SECONDS, "The maximum lifetime of a token."),
        required(
            "renewal_window",
            SECONDS,
            "If less than this is left, the server issues a new token.",
        ),
        required("tenant_access_token", Form::Mapping(&TOKEN), "The token of an app in a tenant."),
        required("app_access_token", Form::Mapping(&TOKEN), "The app's own token."),
        required(
            "app_ticket",
            OPERATION_ID,
            "The operation that has the ticket of a store app pushed again.",
        ),
    ],
};

static TIER: Shape = Shape {
    name: "rate limit tier",
    keys: &[
        required("limit", RATES, "The limit of the tier."),
        optional("paid", RATES, "The limit for custom apps of paying tenants, where it differs."),
    ],
};

static GATEWAY_ERROR: Shape = Shape {
    name: "gateway error",
    keys: &[
        required("code", Form::Integer, "`code` of the envelope."),
        required(
            "name",
            Form::Matching("^[a-z][a-z0-9_]*$"),
            "A name of our choice, in snake_case.",
        ),
        optional(
            "http",
            Form::List(&Form::Integer),
            "The HTTP statuses that it comes with, the usual one first, if the platform states them.",
        ),
        required("action", Form::Word(Action::WORDS), "What a client does about it."),
        required("advice", Form::Text, "What to do about it, in our own English."),
    ],
};

/// The file `platform.yaml`.
pub(crate) static PLATFORM: Shape = Shape {
    name: "platform",
    keys: &[
        required("platform", Form::Word(PLATFORMS), "Which platform."),
        required("hosts", Form::Mapping(&HOSTS), "Where the API is served."),
        required("json_content_type", Form::Text, "Content type of a JSON body."),
        required("headers", Form::Mapping(&HEADERS), "Names of response headers."),
        required("tokens", Form::Mapping(&TOKENS), "How tokens are obtained."),
        required("rate_limit_page", PAGE, "The vendor's page on rate limits."),
        required(
            "rate_limit_tiers",
            Form::Named(&Form::Mapping(&TIER)),
            "The limits of each tier, by its number.",
        ),
        required("error_page", PAGE, "The vendor's page on the errors of the gateway."),
        required("errors", Form::List(&Form::Mapping(&GATEWAY_ERROR)), "Errors of the gateway."),
    ],
};

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests fail by panicking")]

    use super::*;
    use crate::model::Method;

    /// Where the two differ, a route that the format takes would have no method, and its operation would be lost.
    #[test]
    fn a_route_begins_with_one_of_the_methods_of_the_model() {
        let Form::Matching(pattern) = HTTP else { panic!("{HTTP:?}") };
        assert_eq!(pattern, format!("^({}) /[^ ?#]*$", Method::WORDS.join("|")));
    }

    #[test]
    fn a_call_that_only_reads_has_no_word() {
        assert!(!Effect::WRITES.contains(&Effect::Read.word()));
        assert_eq!(Effect::WRITES.len() + 1, Effect::WORDS.len());
    }
}
