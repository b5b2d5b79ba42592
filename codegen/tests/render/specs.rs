//! Specs that nobody wrote: operations of all kinds, with fields of all types that a page can state.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::select;

/// A field, with the fields in it.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    ty: Type,
    required: bool,
    deprecated: bool,
    scopes: bool,
    description: Option<String>,
}

#[derive(Debug, Clone)]
enum Type {
    /// A word of the format, and what else stands with it.
    Scalar(&'static str, String),
    Enum(bool, usize),
    Object(bool, Vec<Field>),
    List(Box<Type>, Option<(u8, u8)>),
    Map(Box<Type>),
}

/// An operation.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    method: &'static str,
    verb: &'static str,
    write: Option<&'static str>,
    query: Vec<Field>,
    body: Vec<Field>,
    answer: Vec<Field>,
    head: Vec<&'static str>,
    errors: Vec<(Option<u16>, u32)>,
    description: Option<String>,
    flat: bool,
    message: bool,
}

/// What may stand in words, and must not be taken for more.
fn words() -> impl Strategy<Value = Option<String>> {
    let piece = select(vec![
        "Plain words.",
        "a | b | c",
        "--- | ---",
        "<md-td>",
        "</md-dt-table>",
        "**示例值**：7",
        "**数据校验规则**：",
        "- 长度范围：`1` ～ `2`",
        "毫秒时间戳 int64",
        "\n\n# 请求体\n\n",
        "```json",
        "└ x",
        "&nbsp;&nbsp;",
        "&lt;",
        "`\\",
        "(a:b)",
        "已废弃",
    ]);
    proptest::option::of(prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.join(" ")))
}

fn scalar() -> impl Strategy<Value = Type> {
    let bounds = (0..50_i64, 0..50_i64).prop_map(|(low, more)| (low, low + more));
    let of = |word: &'static str, rest: String| Type::Scalar(word, rest);
    prop_oneof![
        Just(of("string", String::new())),
        bounds.clone().prop_map(move |(low, high)| {
            let sample = "字".repeat(usize::try_from(low).expect("small"));
            let sample = if low == 0 { String::new() } else { format!(", example: \"{sample}\"") };
            of("string", format!("chars: {low}..{high}{sample}"))
        }),
        Just(of("string", "chars: 3..".to_owned())),
        Just(of("string", "chars: ..3".to_owned())),
        select(vec!["^[0-9]{2}$", "^(a|b)+$", "^[^<>&]*$", "a|b", "^x{1,3}"])
            .prop_map(move |pattern| of("string", format!("pattern: \"{pattern}\""))),
        select(vec![
            "\"a\\nb\"",
            "\"1\"",
            "\"无\"",
            "\"-\"",
            "\"`x`\"",
            "\" x \"",
            "\"a。\"",
            "\"<br>\""
        ])
        .prop_map(move |sample| of("string", format!("example: {sample}, default: {sample}"))),
        bounds.clone().prop_map(move |(low, high)| {
            of("i32", format!("range: -{high}..{low}, default: {low}, example: -{high}"))
        }),
        Just(of("i32", String::new())),
        Just(of("i64", "range: 1..".to_owned())),
        Just(of("i64", "range: ..3000000000, example: 2999999999".to_owned())),
        Just(of("f64", "range: -0.5..1.25, example: 1.0".to_owned())),
        Just(of("f64", String::new())),
        any::<bool>().prop_map(move |value| of("bool", format!("default: {value}"))),
        Just(of("UnixMillis", "example: \"1721899352428\"".to_owned())),
        Just(of("UnixSeconds", String::new())),
        Just(of("UnixMillisNumber", "example: 1721899352428".to_owned())),
        Just(of("UnixSecondsNumber", String::new())),
    ]
}

fn plain() -> impl Strategy<Value = Type> {
    prop_oneof![
        6 => scalar(),
        1 => (any::<bool>(), 1..6_usize).prop_map(|(text, values)| Type::Enum(text, values)),
    ]
}

/// Times stand alone: pages say of a field, not of what is in a list, that it is one.
fn item() -> impl Strategy<Value = Type> {
    let word = select(vec!["string", "i32", "i64", "f64", "bool"]);
    prop_oneof![
        4 => word.prop_map(|word| Type::Scalar(word, String::new())),
        1 => (any::<bool>(), 1..4_usize).prop_map(|(text, values)| Type::Enum(text, values)),
    ]
}

fn listed(inner: impl Strategy<Value = Type>) -> impl Strategy<Value = Type> {
    let bounds = proptest::option::of((0..5_u8, 0..9_u8).prop_map(|(low, more)| (low, low + more)));
    (inner, bounds).prop_map(|(inner, bounds)| Type::List(Box::new(inner), bounds))
}

fn field(ty: impl Strategy<Value = Type>) -> impl Strategy<Value = Field> {
    let rarely = || prop::bool::weighted(0.1);
    (ty, any::<bool>(), rarely(), rarely(), words()).prop_map(
        |(ty, required, deprecated, scopes, description)| Field {
            ty,
            required,
            deprecated,
            scopes,
            description,
        },
    )
}

/// Fields inside fields.
fn tree() -> impl Strategy<Value = Vec<Field>> {
    let leaf = prop_oneof![
        4 => plain(),
        1 => Just(Type::Scalar("json", String::new())),
        1 => listed(item()),
        1 => listed(listed(item()).prop_map(|inner| match inner {
            Type::List(inner, _) => Type::List(inner, None),
            other => other,
        })),
        1 => item().prop_map(|inner| Type::Map(Box::new(inner))),
    ];
    let ty = leaf.prop_recursive(3, 24, 5, |inner| {
        let object = (any::<bool>(), prop::collection::vec(field(inner), 1..5))
            .prop_map(|(named, fields)| Type::Object(named, fields))
            .boxed();
        prop_oneof![
            2 => object.clone(),
            1 => listed(object.clone()),
            1 => object.prop_map(|object| Type::Map(Box::new(object))),
        ]
    });
    prop::collection::vec(field(ty), 1..6)
}

pub(crate) fn operation() -> impl Strategy<Value = Operation> {
    let call = select(vec![
        ("GET", "get", None),
        ("GET", "list", None),
        ("POST", "create", Some("create")),
        ("POST", "send", Some("update")),
        ("POST", "search", None),
        ("PUT", "update", Some("replace")),
        ("PUT", "update", Some("update")),
        ("PATCH", "patch", Some("update")),
        ("DELETE", "delete", Some("delete")),
    ]);
    let head = [
        "scopes: { any_of: [\"zoo:pet\", \"zoo:pet:readonly\"] }",
        "scopes: { any_of: [\"zoo:pet\"], fields: [\"zoo:name\", \"zoo:age\"] }",
        "rate_limit: [1000/min, 50/s]",
        "rate_limit: 10/s",
        "rate_limit: special",
        "deprecated: true",
        "page_updated: 2024-02-29",
    ];
    let error = (proptest::option::of(select(vec![400_u16, 403, 404, 500])), 1..9_u32);
    let parts = (
        prop::collection::vec(field(prop_oneof![4 => plain(), 1 => listed(item())]), 0..4),
        tree(),
        tree(),
        prop::collection::vec(error, 0..3),
    );
    (
        call,
        parts,
        proptest::sample::subsequence(head.to_vec(), 0..=head.len()),
        words(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(
                (method, verb, write),
                (query, body, answer, errors),
                head,
                description,
                flat,
                message,
            )| {
                let body = if matches!(method, "GET" | "DELETE") { Vec::new() } else { body };
                Operation {
                    method,
                    verb,
                    write,
                    query,
                    body,
                    answer,
                    head,
                    errors,
                    description,
                    flat,
                    message,
                }
            },
        )
}

/// Declarations that fields need.
#[derive(Default)]
struct Types {
    objects: String,
    enums: String,
    count: usize,
}

impl Operation {
    pub(crate) fn file(&self) -> String {
        format!("spec/zoo/v1/pet/{}.yaml", self.verb)
    }

    /// The spec of the operation.
    pub(crate) fn yaml(&self) -> String {
        let mut types = Types::default();
        let mut text = format!(
            "operation: zoo.v1.pet.{}\nsummary: A call\npage: https://open.feishu.cn/document/zoo/pet\n",
            self.verb
        );
        if let Some(description) = &self.description {
            let _ = writeln!(text, "description: {}", quoted(description));
        }
        let _ = writeln!(text, "\nhttp: {} /open-apis/zoo/v1/pets/:pet_id", self.method);
        text.push_str("tokens: [tenant_access_token, user_access_token]\napps: [custom]\n");
        let mut keys: Vec<&str> = Vec::new();
        for line in &self.head {
            let key = line.split(':').next().unwrap_or_default();
            if !keys.contains(&key) {
                keys.push(key);
                let _ = writeln!(text, "{line}");
            }
        }
        if let Some(write) = self.write {
            let _ = writeln!(text, "write: {write}");
        }
        text.push_str("\nrequest:\n  path:\n    pet_id: { type: string, example: \"7\" }\n");
        for (key, fields) in [("query", &self.query), ("body", &self.body)] {
            if !fields.is_empty() {
                let _ = writeln!(text, "  {key}:\n{}", types.fields(fields, true, key, 4));
            }
        }
        let kind = if self.flat { "flat" } else { "data" };
        let message = if self.message { "  message: message\n" } else { "" };
        let fields = types.fields(&self.answer, false, "answer", 4);
        let _ = write!(text, "\nresponse:\n{message}  {kind}:\n{fields}");
        let mut codes = Vec::new();
        for (status, code) in &self.errors {
            if !codes.contains(code) {
                if codes.is_empty() {
                    text.push_str("\nerrors:\n");
                }
                codes.push(*code);
                let status = status.map(|status| format!("http: {status}, ")).unwrap_or_default();
                let _ = writeln!(text, "  - {{ {status}code: {code}, name: went_wrong_{code} }}");
            }
        }
        for (key, declared) in [("enums", &types.enums), ("objects", &types.objects)] {
            if !declared.is_empty() {
                let _ = write!(text, "\n{key}:\n{declared}");
            }
        }
        text
    }
}

impl Types {
    fn fields(&mut self, fields: &[Field], sent: bool, of: &str, indent: usize) -> String {
        let mut text = String::new();
        for (at, field) in fields.iter().enumerate() {
            let ty = self.name(&field.ty, sent);
            let mut parts = vec![format!("type: {ty}")];
            if sent {
                parts.extend(rest(&field.ty));
                parts.extend(field.required.then(|| "required: true".to_owned()));
            }
            parts.extend(field.deprecated.then(|| "deprecated: true".to_owned()));
            parts.extend(field.scopes.then(|| "scopes: [\"zoo:secret\"]".to_owned()));
            let description = field.description.as_deref();
            parts.extend(description.map(|text| format!("description: {}", quoted(text))));
            let _ = writeln!(text, "{}{of}_{at}: {{ {} }}", " ".repeat(indent), parts.join(", "));
        }
        text
    }

    fn name(&mut self, ty: &Type, sent: bool) -> String {
        match ty {
            Type::Scalar(word, _) => (*word).to_owned(),
            Type::List(inner, _) => format!("\"[{}]\"", self.name(inner, sent).replace('"', "")),
            Type::Map(inner) => {
                format!("\"{{string: {}}}\"", self.name(inner, sent).replace('"', ""))
            }
            Type::Enum(text, values) => {
                self.count += 1;
                let name = format!("Kind{}", self.count);
                let _ = write!(self.enums, "  {name}:\n    description: A kind.\n    values:\n");
                for value in 0..*values {
                    let wire =
                        if *text { format!("\"w {value}\"") } else { (value * 7).to_string() };
                    let _ = writeln!(self.enums, "      value_{value}: {{ value: {wire} }}");
                }
                name
            }
            Type::Object(named, fields) => {
                self.count += 1;
                let number = self.count;
                let fields = self.fields(fields, sent, "part", 6);
                let wire =
                    if *named { format!("    wire: thing_{number}\n") } else { String::new() };
                let _ = write!(
                    self.objects,
                    "  Thing{number}:\n{wire}    description: A thing.\n    fields:\n{fields}"
                );
                format!("Thing{number}")
            }
        }
    }
}

/// What else stands with the type of a field.
fn rest(ty: &Type) -> Option<String> {
    match ty {
        Type::Scalar(_, rest) => Some(rest.clone()).filter(|rest| !rest.is_empty()),
        Type::List(_, bounds) => bounds.map(|(low, high)| format!("items: {low}..{high}")),
        _ => None,
    }
}

/// A string of JSON is one of YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
