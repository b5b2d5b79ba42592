//! The facts of an operation: its id, its route, its errors, and its relations to others.

use std::collections::{BTreeMap, BTreeSet};

use super::Resolver;
use super::fields::Resolved;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::scalar::Scalar;
use crate::model::{DocumentedError, Effect, Method, OperationId, Type};
use crate::names;
use crate::spec::operation::OperationFile;
use crate::spec::platform::http_status;

impl Resolver<'_> {
    /// The id must agree with the path of the file.
    pub(super) fn operation_id(&mut self, file: &OperationFile, id: &OperationId) {
        for word in [&id.project, &id.version, &id.resource, &id.method] {
            if let Some(why) = names::no_module(word) {
                self.report(
                    Diagnostic::error(Code::BadName, format!("`{}` {why}", word.escape_debug()))
                        .at(file.id.span, "this id")
                        .help(
                            "choose another name: Rust uses this one for files, folders or modules",
                        ),
                );
            }
        }
        let expected = id.file();
        let is_in_place = file.path == expected || file.path.ends_with(&format!("/{expected}"));
        if !is_in_place || (&file.space.product, &file.space.version) != (&id.project, &id.version)
        {
            self.report(
                Diagnostic::error(
                    Code::MisplacedFile,
                    format!("`{id}` does not belong in {}", file.path),
                )
                .at(file.id.span, "this id")
                .help(format!("move the file to spec/{expected}, or correct the id")),
            );
        }
    }

    /// The effect must fit the method. A few calls of the platform are a GET with a body.
    pub(super) fn effect(
        &mut self,
        file: &OperationFile,
        method: Method,
        effect: Effect,
    ) -> Option<Effect> {
        let problem = match (method, effect) {
            (Method::Get, effect) if effect != Effect::Read => "a GET writes nothing",
            (Method::Put | Method::Patch | Method::Delete, Effect::Read) => {
                "the method writes, but `write` is missing"
            }
            (Method::Delete, effect) if effect != Effect::Delete => "a DELETE deletes",
            _ => return Some(effect),
        };
        self.report(
            Diagnostic::error(Code::BadValue, problem).at(file.http.span, "this method").help(
                "write: create, replace, update or delete; omit it for a call that only reads",
            ),
        );
        None
    }

    /// A limit that no tier has is most likely a slip.
    pub(super) fn rate_limits(&mut self, file: &OperationFile) {
        let Some(platform) = self.platform else { return };
        let tiers = &platform.platform.rate_limit_tiers;
        let known = tiers
            .iter()
            .any(|tier| tier.limits == file.rate_limits || tier.paid == file.rate_limits);
        if !known && !file.rate_limits.is_empty() {
            self.report(
                Diagnostic::warning(
                    Code::UnknownRateLimit,
                    "no tier of the platform has this rate limit",
                )
                .at(file.http.span, "of this operation")
                .help("compare with the page, and with rate_limit_tiers in platform.yaml"),
            );
        }
    }

    /// What an import could not settle.
    pub(super) fn reviews(&mut self, file: &OperationFile) {
        for entry in &file.reviews {
            let message = format!("{} needs a review", entry.place.escape_debug());
            let mut problem = Diagnostic::warning(Code::NeedsReview, message)
                .at(entry.span, entry.chosen.escape_debug().to_string());
            for other in &entry.instead {
                problem = problem.at(entry.span, format!("or {}", other.escape_debug()));
            }
            self.report(
                problem.help("compare with the page, correct the spec, and remove the entry"),
            );
        }
    }

    /// The path, and the parameters in it.
    pub(super) fn parameters(&mut self, file: &OperationFile, fields: &[Resolved<'_>]) {
        let span = file.http.span;
        if file.http.path.is_empty() {
            return;
        }
        let mut in_path = BTreeSet::new();
        for segment in file.http.path.trim_start_matches('/').split('/') {
            let name = segment.strip_prefix(':');
            let literal = |text: &str| {
                text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
            };
            if segment.is_empty()
                || matches!(segment, "." | "..")
                || !name.map_or(literal(segment), names::is_wire_name)
            {
                self.path_problem(
                    span,
                    format!("`{segment}` is not a segment of a path"),
                    "write /open-apis/…/:name",
                );
            }
            if let Some(name) = name
                && !in_path.insert(name)
            {
                self.path_problem(
                    span,
                    format!("the path names `{name}` twice"),
                    "give each parameter a name of its own",
                );
            }
        }
        let named: BTreeSet<&str> =
            file.parameters.iter().map(|entry| entry.name.value.as_str()).collect();
        for name in &in_path {
            if !named.contains(name) {
                let help = format!("add request: {{ path: {{ {name}: {{ type: … }} }} }}");
                self.path_problem(
                    span,
                    format!("the path parameter `{name}` is not declared"),
                    &help,
                );
            }
        }
        for Resolved { entry, field } in fields {
            if !in_path.contains(entry.name.value.as_str()) {
                let help =
                    format!("write :{} into the path, or remove the parameter", entry.name.value);
                self.path_problem(
                    entry.name.span,
                    format!("`{}` is not in the path", entry.name.value),
                    &help,
                );
            }
            let fits = |ty: &Type| match ty {
                Type::Scalar(scalar) => scalar.in_path,
                ty => matches!(ty, Type::Id(_)),
            };
            if let (Some(ty), Some(field)) = (&entry.ty, field)
                && !fits(&field.ty)
            {
                self.report(
                    Diagnostic::error(
                        Code::BadType,
                        format!("a path parameter cannot be `{}`", ty.value),
                    )
                    .at(ty.span, "does not fit into a path")
                    .help(format!("use {} or an id", Scalar::words(|scalar| scalar.in_path))),
                );
            }
        }
    }

    fn path_problem(&mut self, span: Span, message: String, help: &str) {
        self.report(
            Diagnostic::error(Code::PathParameter, message).at(span, "in this path").help(help),
        );
    }

    pub(super) fn errors(&mut self, file: &OperationFile) -> Vec<DocumentedError> {
        let mut seen = BTreeMap::new();
        let mut errors = Vec::new();
        for entry in &file.errors {
            if entry.code.value == 0 {
                self.report(
                    Diagnostic::error(Code::BadValue, "0 is the code of success")
                        .at(entry.code.span, "this code")
                        .help("remove the entry, or correct the code"),
                );
            }
            if let Some(first) = seen.insert(entry.code.value, entry.span) {
                self.report(
                    Diagnostic::error(
                        Code::ConflictingError,
                        format!("the code {} is listed twice", entry.code.value),
                    )
                    .at(entry.code.span, "again here")
                    .at(first, "first here")
                    .help("keep one of the two"),
                );
            }
            if names::is_taken_error(&entry.name) {
                self.report(
                    Diagnostic::error(
                        Code::NameCollision,
                        format!(
                            "`{}` is the name for codes that no page documents",
                            names::snake(&entry.name)
                        ),
                    )
                    .at(entry.name.span, "this name is taken")
                    .help("describe the error"),
                );
            }
            let status = entry.http.as_ref().map(|status| (status, http_status(status)));
            if let Some((status, None)) = status {
                self.report(
                    Diagnostic::error(
                        Code::BadValue,
                        format!("{} is not an HTTP status", status.value),
                    )
                    .at(status.span, "this status")
                    .help("write 100 to 599"),
                );
                continue;
            }
            let http_status = status.and_then(|(_, status)| status).unwrap_or_default();
            errors.push(DocumentedError {
                http_status,
                code: entry.code.value,
                name: entry.name.value.clone(),
                advice: entry.advice.clone(),
                retry: entry.retry,
            });
        }
        errors
    }

    /// One code has one name, and one name one code, among the operations of the namespace and the gateway.
    pub(super) fn error_names(&mut self) {
        let gateway = self
            .platform
            .iter()
            .flat_map(|file| &file.codes)
            .map(|(code, name)| (code.value, name, code.span));
        let documented = self
            .operations
            .iter()
            .flat_map(|file| &file.errors)
            .map(|entry| (entry.code.value, &entry.name.value, entry.name.span));
        let mut by_code = BTreeMap::<i64, (&String, Span)>::new();
        let mut by_name = BTreeMap::<String, (i64, Span)>::new();
        let mut reported = BTreeSet::new();
        for (code, name, span) in gateway.chain(documented) {
            let (first_name, first) = *by_code.entry(code).or_insert((name, span));
            let (first_code, same_name) =
                *by_name.entry(names::pascal(name)).or_insert((code, span));
            let conflict = if first_name != name {
                Some((first, format!("the code {code} is called both `{first_name}` and `{name}`")))
            } else if first_code != code {
                Some((same_name, format!("`{name}` is the name of both {first_code} and {code}")))
            } else {
                None
            };
            if let Some((first, message)) = conflict.filter(|_| reported.insert(code)) {
                self.problems.push(
                    Diagnostic::error(Code::ConflictingError, message)
                        .at(span, "here")
                        .at(first, "and here")
                        .help("in a version of a product one code has one name, and one name one code"),
                );
            }
        }
    }
}
