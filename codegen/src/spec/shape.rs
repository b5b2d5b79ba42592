//! What a mapping of the format may hold, said once: the reader checks keys against it, and `spec.schema.json` is made of it.

/// A mapping of the format.
#[derive(Debug)]
pub(crate) struct Shape {
    /// What it describes, as a diagnostic calls it.
    pub(crate) name: &'static str,
    /// The keys it takes.
    pub(crate) keys: &'static [Key],
}

/// A key of a mapping.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) form: Form,
    /// What it means, for the editor.
    pub(crate) doc: &'static str,
}

/// What the value of a key looks like.
#[derive(Debug)]
pub(crate) enum Form {
    Text,
    /// Text that matches a regular expression.
    Matching(&'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    Bool,
    Integer,
    /// Any YAML: a sample.
    Any,
    /// `0..10`, `1..`, `..5`, or a single number.
    Range,
    Mapping(&'static Shape),
    /// A mapping with free names.
    Named(&'static Form),
    List(&'static Form),
    /// One value, or a list of such.
    OneOrMore(&'static Form),
    /// Either of two.
    Either(&'static Form, &'static Form),
}

pub(super) const fn required(name: &'static str, form: Form, doc: &'static str) -> Key {
    Key { name, required: true, form, doc }
}

const fn optional(name: &'static str, form: Form, doc: &'static str) -> Key {
    Key { name, required: false, form, doc }
}

/// Words for the token kinds.
pub(crate) const TOKEN_KINDS: &[&str] =
    &["tenant_access_token", "user_access_token", "app_access_token"];
/// Words for the kinds of app.
pub(crate) const APP_KINDS: &[&str] = &["custom", "store"];
/// Words for what a call does to the server's data.
pub(crate) const EFFECTS: &[&str] = &["create", "replace", "update", "delete"];
/// Names that the message of the envelope has.
pub(crate) const MESSAGE_FIELDS: &[&str] = &["msg", "message"];
/// Words for what a client does about a gateway error.
pub(crate) const ACTIONS: &[&str] = &["fail", "wait", "refresh_token"];

const HTTP: Form = Form::Matching("^(GET|POST|PUT|PATCH|DELETE) /[^ ?#]*$");
const PAGE: Form = Form::Matching("^https://[^ ]+$");
const RATE: Form = Form::Matching("^[1-9][0-9]*/(s|min)$");
const RATES: Form = Form::OneOrMore(&RATE);
/// The word for a limit that the page gives no figure of.
pub(crate) const SPECIAL: &str = "special";
const RATES_OR_SPECIAL: Form = Form::OneOrMore(&Form::Matching("^([1-9][0-9]*/(s|min)|special)$"));
const OPERATION_ID: Form =
    Form::Matching("^[a-z][a-z0-9_]*\\.v[0-9]+\\.[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$");
const SECONDS: Form = Form::Matching("^[1-9][0-9]*s$");
const DEPRECATED: Key =
    optional("deprecated", Form::Bool, "Whether the page advises against using it.");

/// A field of a body or object.
pub(crate) static FIELD: Shape = Shape {
    name: "field",
    keys: &[
        required(
            "type",
            Form::Text,
            "string, bool, i32, i64, f64, json, secret, UnixMillis, UnixMillisNumber, UnixSeconds, UnixSecondsNumber, an id, object or enum by name, [T] for a list, {string: T} for a map.",
        ),
        optional(
            "required",
            Form::Bool,
            "Whether the field must be there. In a response: whether an answer without it is broken.",
        ),
        optional("description", Form::Text, "What the field means, in our own English."),
        optional("example", Form::Any, "A sample value, as the page gives it."),
        optional("default", Form::Any, "What the server takes when the field is left out."),
        optional("chars", Form::Range, "How many characters a string may have."),
        optional("items", Form::Range, "How many elements a list may have."),
        optional("range", Form::Range, "Between which numbers the value lies, both included."),
        optional(
            "pattern",
            Form::Text,
            "A regular expression that the string matches somewhere; anchor it with ^ and $.",
        ),
        optional(
            "scopes",
            Form::List(&Form::Text),
            "Scopes without which the field is not answered, or not taken; any one is enough.",
        ),
        DEPRECATED,
    ],
};

/// A list of changes that are accepted.
pub(crate) static ACCEPT_LIST: Shape = Shape {
    name: "accept list",
    keys: &[required(
        "accept",
        Form::List(&Form::Mapping(&ACCEPTED)),
        "The changes that were looked at and taken.",
    )],
};

/// An accepted change.
pub(crate) static ACCEPTED: Shape = Shape {
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
            "Where a field of the body is read under another name: list.field for the field of each element.",
        ),
        optional(
            "lost",
            Form::List(&Form::Text),
            "Fields of the body that cannot be read, and so are cleared unless the caller sets them.",
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

static REQUEST: Shape = Shape {
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
            "The fields of the JSON body; beside `upload`, the text parts of the form.",
        ),
        optional(
            "upload",
            Form::Mapping(&UPLOAD),
            "The file of a request that is a form: multipart/form-data.",
        ),
        optional("example", Form::Any, "The page's sample of the body."),
    ],
};

static RESPONSE: Shape = Shape {
    name: "response",
    keys: &[
        optional("data", FIELDS, "The fields of `data`."),
        optional(
            "flat",
            FIELDS,
            "The fields, where they stand beside `code` instead of inside `data`.",
        ),
        optional(
            "message",
            Form::Word(MESSAGE_FIELDS),
            "What the envelope calls its message; `msg` unless said otherwise.",
        ),
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
            "Scopes without which some fields are not answered, or not taken.",
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
            "What the page says there; null where it says nothing. When it says something else, the import stops.",
        ),
        required("why", Form::Text, "Why the page is wrong, in our own English."),
    ],
};

static ERROR: Shape = Shape {
    name: "error",
    keys: &[
        optional("http", Form::Integer, "HTTP status, where the page states it."),
        required("code", Form::Integer, "`code` of the envelope."),
        required("name", Form::Matching("^[a-z][a-z0-9_]*$"), "A name of ours, in snake_case."),
        optional("advice", Form::Text, "What to do about it, in our own English."),
        optional("retry", Form::Bool, "Whether the same call may succeed later."),
    ],
};

static ID: Shape = Shape {
    name: "id",
    keys: &[required("description", Form::Text, "What the id identifies, in our own English.")],
};

/// A shared object.
pub(crate) static OBJECT: Shape = Shape {
    name: "object",
    keys: &[
        optional("wire", Form::Text, "What the vendor's pages call the type."),
        required("description", Form::Text, "What the object is, in our own English."),
        required("fields", FIELDS, "Its fields."),
    ],
};

/// An enumeration.
pub(crate) static ENUM: Shape = Shape {
    name: "enum",
    keys: &[
        required("description", Form::Text, "What the value says, in our own English."),
        required(
            "values",
            Form::Named(&Form::Mapping(&VARIANT)),
            "The known values, by a name of ours in snake_case.",
        ),
    ],
};

static VARIANT: Shape = Shape {
    name: "enum value",
    keys: &[
        required(
            "value",
            Form::Either(&Form::Text, &Form::Integer),
            "The value on the wire: all text, or all numbers.",
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
pub(crate) static OPERATION: Shape = Shape {
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
            "The date that the page gives for its last change, where it gives one.",
        ),
        optional(
            "page_hash",
            Form::Matching("^[0-9a-f]{64}$"),
            "SHA-256 of the page that the facts were read from, so that a changed page can be told from an edit of ours.",
        ),
        required("http", HTTP, "HTTP method and path; parameters of the path start with a colon."),
        required(
            "tokens",
            Form::List(&Form::Word(TOKEN_KINDS)),
            "The kinds of token that the call takes.",
        ),
        required("apps", Form::List(&Form::Word(APP_KINDS)), "The kinds of app that may call."),
        optional("scopes", Form::Mapping(&SCOPES), "The scopes that the call needs."),
        optional(
            "rate_limit",
            RATES_OR_SPECIAL,
            "How often an app may call for one tenant: 10/s, or both windows of [1000/min, 50/s]; `special` where the page says so and gives no figure.",
        ),
        optional(
            "write",
            Form::Word(EFFECTS),
            "What the call does to the server's data; a read leaves it out. `replace` is a full overwrite.",
        ),
        optional(
            "idempotency",
            Form::Mapping(&IDEMPOTENCY),
            "The key by which a repeated create is recognised.",
        ),
        optional(
            "paging",
            Form::Text,
            "The list in `data` that comes in pages, by page_size and page_token of the query, and has_more and page_token of the answer.",
        ),
        optional(
            "modify",
            Form::Mapping(&MODIFY),
            "How a full overwrite is made to change a part: what reads the object that is to be written.",
        ),
        optional("request", Form::Mapping(&REQUEST), "Parameters and body."),
        required("response", Form::Mapping(&RESPONSE), "What comes back."),
        optional(
            "errors",
            Form::List(&Form::Mapping(&ERROR)),
            "The errors that the page documents.",
        ),
        DEPRECATED,
        optional(
            "corrections",
            Form::List(&Form::Mapping(&CORRECTION)),
            "Where the page is wrong. The spec says what is right, and an import leaves it alone.",
        ),
        optional(
            "review",
            Form::List(&Form::Mapping(&REVIEW)),
            "What an import could not settle. Remove an entry when it is settled.",
        ),
        IDS,
        OBJECTS,
        ENUMS,
    ],
};

static HOST: Shape = Shape {
    name: "host",
    keys: &[
        required("url", Form::Matching("^https://[^ /]+$"), "Base URL without a slash at its end."),
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
        required("log_id", Form::Text, "Names the call in the vendor's logs."),
        required("rate_limit", Form::Text, "How many calls the window allows."),
        required("rate_limit_reset", Form::Text, "Seconds until the window opens again."),
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
        required("lifetime", SECONDS, "How long a token lives at most."),
        required(
            "renewal_window",
            SECONDS,
            "With less than this left, the server issues a new token.",
        ),
        required("tenant_access_token", Form::Mapping(&TOKEN), "The token of an app in a tenant."),
        required("app_access_token", Form::Mapping(&TOKEN), "The token of an app by itself."),
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
        required("name", Form::Matching("^[a-z][a-z0-9_]*$"), "A name of ours, in snake_case."),
        optional(
            "http",
            Form::List(&Form::Integer),
            "The HTTP statuses it comes with, the usual one first, where the platform states them.",
        ),
        required("action", Form::Word(ACTIONS), "What a client does about it."),
        required("advice", Form::Text, "What a person does about it, in our own English."),
    ],
};

/// The file `platform.yaml`.
pub(crate) static PLATFORM: Shape = Shape {
    name: "platform",
    keys: &[
        required("platform", Form::Word(&["feishu"]), "Which platform."),
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
