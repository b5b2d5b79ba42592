//! The arguments of a raw call, and the call that they describe.

use clap::ArgMatches;
use feishu_core::{CallOptions, Client, Effect, Json, Method, RawCall, TokenKind, Upload};

use crate::failure::Failure;
use crate::input;
use crate::matches::text;
use crate::secrets::is_secret;
use crate::text::{plain, shown};

/// Methods by their names.
pub(super) const METHODS: [(&str, Method); 5] = [
    ("GET", Method::Get),
    ("POST", Method::Post),
    ("PUT", Method::Put),
    ("PATCH", Method::Patch),
    ("DELETE", Method::Delete),
];

/// Effects by their names.
pub(super) const EFFECTS: [(&str, Effect); 5] = [
    ("read", Effect::Read),
    ("create", Effect::Create),
    ("replace", Effect::Replace),
    ("update", Effect::Update),
    ("delete", Effect::Delete),
];

/// Kinds of token by their names.
pub(super) const TOKENS: [&str; 4] = ["tenant", "user", "app", "none"];

/// Prefix of the platform's paths.
const ROOT: &str = "/open-apis/";

/// Maximum number of characters of an argument in a message.
const SHOWN: usize = 80;

/// Names and values, as given.
type Pairs = Vec<(String, String)>;

/// A raw call as it was typed.
#[derive(Debug)]
pub(super) struct Raw {
    method: Method,
    /// Its name in messages.
    id: String,
    path: Path,
    query: Pairs,
    json: Option<Json>,
    form: Pairs,
    file: Option<(String, String)>,
    token: Option<TokenKind>,
    effect: Option<Effect>,
    key: Option<String>,
}

impl Raw {
    /// Reads the arguments.
    pub(super) fn read(matches: &ArgMatches) -> Result<Self, Failure> {
        let method = text(matches, "method").unwrap_or_default();
        let found = METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(method));
        let (name, method) = *found.unwrap_or(&METHODS[0]);
        let typed = text(matches, "path").unwrap_or_default();
        let (path, mut query) = Path::read(typed, &pairs(matches, "param")?)?;
        query.extend(pairs(matches, "query")?);
        let json = text(matches, "json").map(body).transpose()?;
        let effect = text(matches, "effect");
        let effect = EFFECTS.iter().find(|(name, _)| Some(*name) == effect).map(|(_, one)| *one);
        Ok(Self {
            method,
            id: format!("{name} {}", shown(typed.split('?').next().unwrap_or_default(), 200)),
            path,
            query,
            json,
            form: pairs(matches, "form")?,
            file: text(matches, "file").map(|file| pair("file", file)).transpose()?,
            token: match text(matches, "token") {
                Some("none") => None,
                Some("user") => Some(TokenKind::UserAccessToken),
                Some("app") => Some(TokenKind::AppAccessToken),
                _ => Some(TokenKind::TenantAccessToken),
            },
            effect,
            key: text(matches, "idempotency-key").map(str::to_owned),
        })
    }

    pub(super) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    pub(super) fn is_of_user(&self) -> bool {
        self.token == Some(TokenKind::UserAccessToken)
    }

    /// The path of the file to upload.
    pub(super) fn file(&self) -> Option<&str> {
        self.file.as_ref().map(|(_, path)| path.as_str())
    }

    /// The token of the requested page.
    pub(super) fn page_token(&self) -> Option<&str> {
        let found = self.query.iter().find(|(name, _)| name == "page_token");
        found.map(|(_, token)| token.as_str())
    }

    /// The call. The whole body of the response is decoded, because it is unknown whether the
    /// endpoint has a `data`.
    pub(super) async fn call(
        &self,
        client: &Client,
        options: CallOptions,
    ) -> Result<RawCall, Failure> {
        let mut call = client
            .raw(self.method, self.path.template.clone())
            .id(self.id.clone())
            .tokens(self.token.into_iter().collect::<Vec<_>>())
            .options(options)
            .flat();
        if let Some(effect) = self.effect {
            call = call.effect(effect);
        }
        if let Some(field) = &self.key {
            call = call.idempotency_key(field.clone());
        }
        for (name, value) in &self.path.values {
            call = call.path(name.clone(), value);
        }
        for (name, value) in &self.query {
            call = call.query(name, value);
        }
        if let Some(body) = &self.json {
            call = call.json(body);
        }
        for (name, value) in &self.form {
            call = call.text(name, value);
        }
        if let Some((field, path)) = &self.file {
            let file = Upload::open(path).await;
            let file = file.map_err(|error| Failure::io(format_args!("--file: {path}"), error))?;
            call = call.upload(field.clone(), file);
        }
        Ok(call)
    }
}

/// The part of a response that is printed: `data`, or the fields beside the code if there is none.
pub(super) fn data(mut body: Json) -> Json {
    match body.get_mut("data").map(Json::take) {
        Some(data) if !data.is_null() => data,
        _ => {
            if let Json::Object(fields) = &mut body {
                fields.retain(|name, _| !matches!(name.as_str(), "code" | "msg" | "data"));
            }
            body
        }
    }
}

/// The path: a template and its values. Each segment that was typed remains one segment.
#[derive(Debug, PartialEq, Eq)]
struct Path {
    template: String,
    values: Pairs,
}

impl Path {
    /// Parses a path and an optional query.
    fn read(typed: &str, given: &[(String, String)]) -> Result<(Self, Pairs), Failure> {
        let wrong = |why: &str| Failure::Usage(format!("\"{}\" {why}", shown(typed, SHOWN)));
        let (path, query) = typed.split_once('?').unwrap_or((typed, ""));
        if path.contains("://") || path.starts_with("//") {
            return Err(wrong(
                "names a host: give the path alone, from /open-apis/ on; the host is that of the \
                 credentials, or --base-url",
            ));
        }
        if typed.contains('#') {
            return Err(wrong("contains a #, which is not sent; write %23 for a literal #"));
        }
        let Some(rest) = path.strip_prefix(ROOT) else {
            return Err(wrong("is not a path of the platform, which begins with /open-apis/"));
        };
        let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let mut template = ROOT.trim_end_matches('/').to_owned();
        let mut values: Pairs = Vec::new();
        for (number, segment) in rest.split('/').enumerate() {
            template.push('/');
            if let Some(name) = segment.strip_prefix(':') {
                let found = given.iter().find(|(known, _)| known == name);
                let Some((_, value)) = found else {
                    let name = plain(name);
                    return Err(wrong(&format!(
                        "needs the value of :{name}: --param {name}=VALUE"
                    )));
                };
                // A name that occurs twice is filled twice.
                let key = format!("{name}${number}");
                template += &format!(":{key}");
                values.push((key, value.clone()));
                continue;
            }
            let decoded = percent_encoding::percent_decode_str(segment).decode_utf8();
            let decoded = decoded.map_err(|_| wrong("is not UTF-8 when it is decoded"))?;
            if matches!(&*decoded, "" | "." | "..") {
                return Err(wrong(
                    "has a segment that is empty, . or .., which would change the path",
                ));
            }
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
            if decoded == segment && decoded.chars().all(is_plain) {
                template += segment;
            } else {
                template += &format!(":${number}");
                values.push((format!("${number}"), decoded.into_owned()));
            }
        }
        let is_used = |name: &str| {
            values.iter().any(|(key, _)| key.rsplit_once('$').is_some_and(|(used, _)| used == name))
        };
        if let Some((name, _)) = given.iter().find(|(name, _)| !is_used(name)) {
            return Err(wrong(&format!("has no segment :{}", plain(name))));
        }
        Ok((Self { template, values }, query))
    }
}

fn body(argument: &str) -> Result<Json, Failure> {
    let body = input::json(argument, "--json")?;
    // Other users can read arguments in a process list.
    let open = argument != "-" && !argument.starts_with('@');
    match secret_in(&body).filter(|_| open) {
        Some(name) => Err(Failure::Usage(format!(
            "--json holds {name}, which every process on this machine could read; give it as @FILE \
             or on the standard input (-)"
        ))),
        None => Ok(body),
    }
}

/// A field that holds a secret.
fn secret_in(body: &Json) -> Option<&str> {
    match body {
        Json::Object(object) => object.iter().find_map(|(name, value)| {
            if is_secret(None, name) { Some(name.as_str()) } else { secret_in(value) }
        }),
        Json::Array(items) => items.iter().find_map(secret_in),
        _ => None,
    }
}

fn pairs(matches: &ArgMatches, flag: &str) -> Result<Pairs, Failure> {
    let given = matches.get_many::<String>(flag).into_iter().flatten();
    let pairs = given.map(|text| pair(flag, text)).collect::<Result<Pairs, _>>()?;
    match pairs.iter().find(|(name, _)| is_secret(None, name)) {
        Some((name, _)) => Err(Failure::Usage(format!(
            "--{flag} holds {name}, which every process on this machine could read; only --json \
             takes it, as @FILE or on the standard input (-)"
        ))),
        None => Ok(pairs),
    }
}

fn pair(flag: &str, text: &str) -> Result<(String, String), Failure> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(Failure::Usage(format!(
            "--{flag}: \"{}\" has no name and value; write NAME=VALUE",
            shown(text, SHOWN)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn owned(pairs: &[(&str, &str)]) -> Pairs {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn each_segment_stays_one_segment() {
        for (typed, given, template, values) in [
            ("/open-apis/a/v1/b", &[][..], "/open-apis/a/v1/b", &[][..]),
            ("/open-apis/a/张三", &[], "/open-apis/a/:$1", &[("$1", "张三")]),
            ("/open-apis/a/x%2Fy", &[], "/open-apis/a/:$1", &[("$1", "x/y")]),
            ("/open-apis/a/x y@z", &[], "/open-apis/a/:$1", &[("$1", "x y@z")]),
            ("/open-apis/:id/b", &[("id", "a/../b")], "/open-apis/:id$0/b", &[("id$0", "a/../b")]),
        ] {
            let (path, query) = Path::read(typed, &owned(given)).unwrap();
            assert_eq!((path.template.as_str(), path.values), (template, owned(values)), "{typed}");
            assert!(query.is_empty());
        }
        let (path, query) = Path::read("/open-apis/a?x=1&x=%E5%BC%A0+b&y", &[]).unwrap();
        assert_eq!(path.template, "/open-apis/a");
        let (_, link) = Path::read("/open-apis/a?to=https://x.example/", &[]).unwrap();
        assert_eq!(link, owned(&[("to", "https://x.example/")]));
        assert_eq!(query, owned(&[("x", "1"), ("x", "张 b"), ("y", "")]));
    }

    #[test]
    fn a_path_leads_nowhere_but_below_the_platform() {
        for (typed, why) in [
            ("https://evil.example/open-apis/a", "names a host"),
            ("//evil.example/open-apis/a", "names a host"),
            ("open-apis/a", "begins with /open-apis/"),
            ("/open-apis", "begins with /open-apis/"),
            ("/hire/a", "begins with /open-apis/"),
            ("/open-apis/../admin", "would change the path"),
            ("/open-apis/a/%2e%2E/b", "would change the path"),
            ("/open-apis/a//b", "would change the path"),
            ("/open-apis/a/", "would change the path"),
            ("/open-apis/a#b", "contains a #"),
            ("/open-apis/%ff", "not UTF-8"),
            ("/open-apis/:id", "--param id=VALUE"),
        ] {
            let failure = Path::read(typed, &[]).unwrap_err();
            assert_eq!(failure.status(), 2);
            assert!(failure.to_string().contains(why), "{typed}: {failure}");
        }
        let failure = Path::read("/open-apis/a", &owned(&[("id", "1")])).unwrap_err();
        assert!(failure.to_string().contains("has no segment :id"), "{failure}");
    }

    #[test]
    fn data_is_what_is_printed_and_flat_responses_are_what_stands_beside_the_code() {
        let cases = [
            (json!({ "code": 0, "msg": "", "data": { "a": 1 } }), json!({ "a": 1 })),
            (json!({ "code": 0, "msg": "ok", "expire": 7 }), json!({ "expire": 7 })),
            (json!({ "code": 0, "data": null }), json!({})),
            (json!([1]), json!([1])),
        ];
        for (body, expected) in cases {
            assert_eq!(data(body), expected);
        }
    }
}
