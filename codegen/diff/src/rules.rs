//! Every class of change, and what it means. The one table that all verdicts come from.
//!
//! Each class has a verdict for requests, one for responses and one for Rust. A sender may send
//! less than was agreed, and a receiver must accept all of it, so a class and its opposite mirror
//! each other's verdicts. Where they do not (an unknown field is ignored, an enumeration in a
//! response is open), the row says why, and a test reads it.
//!
//! The Rust verdict follows what the emitter does: required fields are arguments of `new`, structs
//! are non-exhaustive, enumerations are open. It is verified: one test compares it with the public
//! items of the generated code, another compiles code that uses what changed, for 81 edits of 78
//! kinds, against the crate before and after. *Major* is about compiling. A path that moved breaks
//! old clients and no code, so it is breaking on the wire and a patch in Rust. Some changes compile
//! and mean something else, such as two enumeration values that swap their names; these are major,
//! too.

use heck::ToKebabCase;

use super::change::{RustApi, Wire};
use RustApi::{Major, Minor, Patch};
use Wire::{Breaking, Risky, Safe};

/// What a class of change means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A field of a request or of a response: what it means for the wire and for Rust depends on which.
    Field {
        /// Of what is sent.
        request: (Wire, RustApi),
        /// Of what comes back.
        response: (Wire, RustApi),
    },
    /// A declared type that may travel both ways, and is the same in Rust whichever way it goes.
    Declared {
        /// Of what is sent.
        request: Wire,
        /// Of what comes back.
        response: Wire,
        /// For users of the crate.
        rust: RustApi,
    },
    /// A call as a whole, or the platform.
    Call {
        /// For the wire.
        wire: Wire,
        /// For users of the crate.
        rust: RustApi,
    },
}

/// How the verdicts on the two directions of a class relate.
///
/// Who sends may send less than was agreed, and who receives must take all of it. So what tightens a request loosens a
/// response, and each class has an opposite with the verdicts the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mirror {
    /// The class with this id is the opposite; of a class that is its own opposite, itself.
    Of(&'static str),
    /// The class with this id is the opposite, but clients are more lenient than the server, for this reason: what
    /// would be breaking is risky for one of the two.
    Lenient(&'static str, &'static str),
    /// There is no opposite, for this reason.
    None(&'static str),
}

/// A class of change.
#[derive(Debug)]
pub struct Class {
    /// Stable, in kebab-case, without the direction.
    pub id: &'static str,
    /// What it means.
    pub verdict: Verdict,
    /// Its opposite.
    pub mirror: Mirror,
    /// Why.
    pub why: &'static str,
}

const fn field(request: (Wire, RustApi), response: (Wire, RustApi)) -> Verdict {
    Verdict::Field { request, response }
}

const fn declared(request: Wire, response: Wire, rust: RustApi) -> Verdict {
    Verdict::Declared { request, response, rust }
}

const fn call(wire: Wire, rust: RustApi) -> Verdict {
    Verdict::Call { wire, rust }
}

const OF_A_CALL: Mirror = Mirror::None("it has no direction");
const IGNORED: Mirror = Mirror::None(
    "who receives a field that it does not know leaves it; who misses one may need it",
);
const WORDS: Mirror = Mirror::None("nothing of it travels");

macro_rules! classes {
    ($($name:ident $id:literal $verdict:expr, $mirror:expr, $why:literal;)*) => {
        $(pub(super) static $name: Class = Class { id: $id, verdict: $verdict, mirror: $mirror, why: $why };)*

        static ALL: &[&Class] = &[$(&$name),*];
    };
}

/// Every class.
pub fn classes() -> impl Iterator<Item = &'static Class> {
    ALL.iter().copied()
}

/// What it means that a rule was added, removed or changed, by the keyword of the schemas that states it: `maxLength`,
/// `raised`.
pub(super) fn of_keyword(keyword: &str, how: &str) -> Option<&'static Class> {
    let id = format!("{}-{how}", keyword.to_kebab_case());
    classes().find(|class| class.id == id)
}

classes! {
    // Operations.
    OPERATION_ADDED "operation-added" call(Safe, Minor), OF_A_CALL, "no caller uses it yet";
    OPERATION_REMOVED "operation-removed" call(Breaking, Major), OF_A_CALL, "its callers have nothing to call";
    OPERATION_RENAMED "operation-renamed" call(Safe, Major), OF_A_CALL, "the server sees the same call; every name of it in Rust is another";
    OPERATION_MOVED "operation-moved" call(Breaking, Patch), OF_A_CALL, "old clients call an address that the page no longer states";
    WRITE_BECAME_REPLACE "write-became-full-overwrite" call(Breaking, Patch), OF_A_CALL, "omitted fields are now cleared on the server";
    WRITE_NO_LONGER_REPLACE "write-no-longer-full-overwrite" call(Risky, Patch), OF_A_CALL, "omitted fields are no longer cleared";
    EFFECT_CHANGED "effect-changed" call(Risky, Patch), OF_A_CALL, "calls are retried by other rules";
    CONTENT_TYPE_CHANGED "content-type-changed" call(Breaking, Patch), OF_A_CALL, "the server reads the request in another way";
    TOKEN_KIND_ADDED "token-kind-added" call(Safe, Patch), OF_A_CALL, "another token is accepted, too";
    TOKEN_KIND_REMOVED "token-kind-removed" call(Breaking, Patch), OF_A_CALL, "callers with such a token are refused";
    TOKEN_NEEDED "token-became-needed" call(Breaking, Patch), OF_A_CALL, "callers without a token are refused";
    TOKEN_NOT_NEEDED "token-no-longer-needed" call(Safe, Patch), OF_A_CALL, "a token that is sent does no harm";
    TOKENS_REORDERED "token-kinds-reordered" call(Risky, Patch), OF_A_CALL, "the client takes the first kind that it has";
    APP_KIND_ADDED "app-kind-added" call(Safe, Patch), OF_A_CALL, "more apps may call";
    APP_KIND_REMOVED "app-kind-removed" call(Breaking, Patch), OF_A_CALL, "apps of this kind are refused";
    SCOPE_ADDED "scope-added" call(Safe, Patch), OF_A_CALL, "any one scope is enough, and there is one more to choose";
    SCOPE_REMOVED "scope-removed" call(Breaking, Patch), OF_A_CALL, "apps with this scope and no other are refused";
    SCOPE_NEEDED "scope-became-needed" call(Breaking, Patch), OF_A_CALL, "apps without a scope are refused";
    SCOPE_NOT_NEEDED "scope-no-longer-needed" call(Safe, Patch), OF_A_CALL, "a scope that an app has does no harm";
    LIMIT_ADDED "rate-limit-added" call(Risky, Patch), OF_A_CALL, "callers may meet a limit where there was none";
    LIMIT_REMOVED "rate-limit-removed" call(Safe, Patch), OF_A_CALL, "callers may be faster";
    LIMIT_LOWERED "rate-limit-lowered" call(Risky, Patch), OF_A_CALL, "callers that used the full rate are slowed down";
    LIMIT_RAISED "rate-limit-raised" call(Safe, Patch), OF_A_CALL, "callers may be faster";
    LIMIT_SPECIAL "rate-limit-became-special" call(Risky, Patch), OF_A_CALL, "the page no longer states a rate limit";
    LIMIT_NOT_SPECIAL "rate-limit-no-longer-special" call(Safe, Patch), OF_A_CALL, "the limit is stated, or none is";
    FIELD_SCOPE_ADDED "field-scope-added" call(Risky, Patch), OF_A_CALL, "some fields are missing for apps without it";
    FIELD_SCOPE_REMOVED "field-scope-removed" call(Safe, Patch), OF_A_CALL, "a scope that an app has does no harm";
    DEPRECATED "operation-deprecated" call(Risky, Patch), OF_A_CALL, "it still works, but for how long is not stated";
    NOT_DEPRECATED "operation-no-longer-deprecated" call(Safe, Patch), OF_A_CALL, "it still works";
    KEY_ADDED "idempotency-key-added" call(Safe, Patch), OF_A_CALL, "a repeated create is recognized";
    KEY_REMOVED "idempotency-key-removed" call(Breaking, Patch), OF_A_CALL, "a repeated create is carried out again";
    KEY_MOVED "idempotency-key-changed" call(Breaking, Patch), OF_A_CALL, "old clients send the key where the server no longer looks";
    KEY_SHORTER "idempotency-window-shortened" call(Risky, Patch), OF_A_CALL, "a create that is repeated late is carried out again";
    KEY_LONGER "idempotency-window-lengthened" call(Risky, Patch), OF_A_CALL, "an intentional create with an old key is no longer carried out";
    PAGING_ADDED "paging-added" call(Safe, Minor), OF_A_CALL, "there are methods that go through all pages";
    PAGING_REMOVED "paging-removed" call(Risky, Major), OF_A_CALL, "the methods that go through all pages are gone";
    PAGING_CHANGED "paging-list-changed" call(Risky, Patch), OF_A_CALL, "pages hold other items";
    PAGING_RETYPED "paging-item-type-changed" call(Risky, Major), OF_A_CALL, "pages hold items of another type";
    UPLOAD_ADDED "upload-added" call(Breaking, Major), OF_A_CALL, "the request is a form with a file, an argument of the method";
    UPLOAD_REMOVED "upload-removed" call(Breaking, Major), OF_A_CALL, "the request is no longer a form, and the method takes no file";
    UPLOAD_RENAMED "upload-field-renamed" call(Breaking, Patch), OF_A_CALL, "the server looks for the file elsewhere";
    FILE_LIMIT_LOWERED "file-size-lowered" call(Breaking, Patch), OF_A_CALL, "files that were taken are refused";
    FILE_LIMIT_RAISED "file-size-raised" call(Safe, Patch), OF_A_CALL, "what was accepted still is";
    BODY_ADDED "request-body-added" call(Safe, Major), OF_A_CALL, "the method takes one more argument; its fields are judged one by one";
    BODY_REMOVED "request-body-removed" call(Risky, Major), OF_A_CALL, "the method takes one argument fewer";
    QUERY_ADDED "request-query-added" call(Safe, Major), OF_A_CALL, "the method takes one more argument; its fields are judged one by one";
    QUERY_REMOVED "request-query-removed" call(Risky, Major), OF_A_CALL, "the method takes one argument fewer";
    PARAMETER_ADDED "path-parameter-added" call(Breaking, Major), OF_A_CALL, "the path has one more segment to fill in, and the method one more argument";
    PARAMETER_REMOVED "path-parameter-removed" call(Breaking, Major), OF_A_CALL, "the path has one segment fewer, and the method one argument fewer";
    PARAMETER_RENAMED "path-parameter-renamed" call(Safe, Patch), OF_A_CALL, "neither the wire nor Rust sees the name";
    PARAMETERS_REORDERED "path-parameters-reordered" call(Breaking, Major), OF_A_CALL, "the arguments of the method have another order";
    RESPONSE_KIND "response-kind-changed" call(Breaking, Patch), OF_A_CALL, "the fields of the response are elsewhere";
    MESSAGE_FIELD "message-field-changed" call(Risky, Patch), OF_A_CALL, "the message of an error is in another field; programs should not depend on it";
    MODIFY_ADDED "modify-added" call(Safe, Minor), OF_A_CALL, "there is a new `modify` method";
    MODIFY_REMOVED "modify-removed" call(Safe, Major), OF_A_CALL, "the `modify` method is gone";
    MODIFY_CHANGED "modify-changed" call(Risky, Patch), OF_A_CALL, "what is written back is read elsewhere";
    CONVERSION_ADDED "conversion-added" call(Safe, Minor), OF_A_CALL, "what is read can be converted into what is written";
    CONVERSION_REMOVED "conversion-removed" call(Safe, Major), OF_A_CALL, "what is read can no longer be converted into what is written";

    // Documented errors.
    ERROR_ADDED "error-code-added" call(Safe, Minor), OF_A_CALL, "`ErrorCode` has one more variant and is open";
    ERROR_REMOVED "error-code-removed" call(Safe, Major), OF_A_CALL, "`ErrorCode` has one variant fewer";
    ERROR_RENAMED "error-code-renamed" call(Safe, Major), OF_A_CALL, "a variant of `ErrorCode` has another name";
    ERROR_RECODED "error-code-changed" call(Risky, Patch), OF_A_CALL, "callers may look at the number; `ErrorCode` names it as before";
    ERROR_LISTED "error-code-listed" call(Safe, Patch), OF_A_CALL, "the crate knows the code from another operation";
    ERROR_UNLISTED "error-code-unlisted" call(Safe, Patch), OF_A_CALL, "another operation still documents the code";
    ERROR_STATUS "error-status-changed" call(Risky, Patch), OF_A_CALL, "callers may look at the HTTP status";
    ERROR_RETRY "error-retry-changed" call(Risky, Patch), OF_A_CALL, "calls are retried by other rules";

    // Fields.
    REQUIRED_ADDED "required-field-added" field((Breaking, Major), (Safe, Minor)), IGNORED, "callers that do not send it are refused, and it is an argument of the constructor; in a response no client looks for it yet";
    OPTIONAL_ADDED "optional-field-added" field((Safe, Minor), (Safe, Minor)), IGNORED, "no caller sends or reads it yet; structs are non-exhaustive";
    REQUIRED_REMOVED "required-field-removed" field((Risky, Major), (Breaking, Major)), IGNORED, "the server may refuse or ignore what it does not know; old clients cannot decode responses without it";
    OPTIONAL_REMOVED "optional-field-removed" field((Risky, Major), (Risky, Major)), IGNORED, "what was sent may be ignored, what was read is absent";
    FIELD_RENAMED "field-renamed" field((Breaking, Major), (Breaking, Major)), Mirror::Of("field-renamed"), "under the old name nothing is found";
    FIELD_RESPELLED "field-respelled" field((Breaking, Patch), (Breaking, Patch)), Mirror::Of("field-respelled"), "under the old name nothing is found on the wire; Rust spells both names the same";
    BECAME_REQUIRED "field-became-required" field((Breaking, Major), (Safe, Major)), Mirror::Of("field-became-optional"), "callers that omit it are refused; old clients can read a response that always has it. In Rust the field has no `Option` any more";
    BECAME_OPTIONAL "field-became-optional" field((Safe, Major), (Breaking, Major)), Mirror::Of("field-became-required"), "callers that send it may go on; old clients cannot decode a response without it. In Rust the field has an `Option`";
    TYPE_CHANGED "field-type-changed" field((Breaking, Major), (Breaking, Major)), Mirror::Of("field-type-changed"), "neither side can read what the other sends";
    TYPE_WIDENED "field-type-widened" field((Safe, Major), (Breaking, Major)), Mirror::Of("field-type-narrowed"), "every old value is good, not every new one is an old one";
    TYPE_NARROWED "field-type-narrowed" field((Breaking, Major), (Safe, Major)), Mirror::Of("field-type-widened"), "every new value is an old one; not every old one is accepted";
    TYPE_NAMED_OTHERWISE "field-type-named-otherwise" field((Safe, Major), (Safe, Major)), Mirror::Of("field-type-named-otherwise"), "the wire is the same, the Rust type is another";
    BECAME_LIST "field-became-list" field((Breaking, Major), (Breaking, Major)), Mirror::Of("field-no-longer-list"), "neither side can read what the other sends";
    NO_LONGER_LIST "field-no-longer-list" field((Breaking, Major), (Breaking, Major)), Mirror::Of("field-became-list"), "neither side can read what the other sends";
    BECAME_ENUM "field-became-enum" field((Breaking, Major), (Safe, Major)), Mirror::Lenient("field-no-longer-enum", "clients hold values that they do not know"), "values that are not listed are refused; old clients can read every value that is returned";
    NO_LONGER_ENUM "field-no-longer-enum" field((Safe, Major), (Risky, Major)), Mirror::Lenient("field-became-enum", "clients hold values that they do not know"), "every listed value is accepted; old clients receive others, which they have no name for";
    PERMISSION_NEEDED "field-permission-needed" field((Breaking, Patch), (Risky, Patch)), Mirror::None("a permission is the caller's in both directions"), "apps without the scope may not send the field, and do not get it";
    PERMISSION_NOT_NEEDED "field-permission-no-longer-needed" field((Safe, Patch), (Safe, Patch)), Mirror::None("a permission is the caller's in both directions"), "a scope that an app has does no harm";
    PERMISSION_CHANGED "field-permission-changed" field((Breaking, Patch), (Risky, Patch)), Mirror::None("a permission is the caller's in both directions"), "apps with a scope that is no longer enough may not send the field, and do not get it";
    PERMISSION_WIDENED "field-permission-widened" field((Safe, Patch), (Safe, Patch)), Mirror::None("a permission is the caller's in both directions"), "another scope is sufficient, too";
    FIELD_DEPRECATED "field-deprecated" field((Risky, Patch), (Risky, Patch)), Mirror::Of("field-deprecated"), "it still works, but for how long is not stated";
    FIELD_NOT_DEPRECATED "field-no-longer-deprecated" field((Safe, Patch), (Safe, Patch)), Mirror::Of("field-no-longer-deprecated"), "it still works";
    DEFAULT_ADDED "default-added" field((Risky, Patch), (Safe, Patch)), Mirror::None("only the server fills in defaults"), "the server uses a default where callers omit the field";
    DEFAULT_REMOVED "default-removed" field((Risky, Patch), (Safe, Patch)), Mirror::None("only the server fills in defaults"), "the server uses no default where callers omit the field";
    DEFAULT_CHANGED "default-changed" field((Risky, Patch), (Safe, Patch)), Mirror::None("only the server fills in defaults"), "the server uses another default where callers omit the field";
    ARGUMENTS_REORDERED "constructor-arguments-reordered" field((Safe, Major), (Safe, Patch)), Mirror::None("only requests have constructors"), "required fields are arguments in this order; JSON has none";
    FIELDS_REORDERED "fields-reordered" field((Safe, Patch), (Safe, Patch)), Mirror::Of("fields-reordered"), "JSON objects and queries have no order";
    DEFAULT_LOST "default-constructor-lost" field((Safe, Major), (Safe, Major)), Mirror::None("nothing of it travels"), "a struct with a required field no longer implements `Default`";

    // Rules.
    MIN_LENGTH_ADDED "min-length-added" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("min-length-removed"), "shorter strings are refused";
    MIN_LENGTH_REMOVED "min-length-removed" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("min-length-added"), "shorter strings are accepted";
    MIN_LENGTH_RAISED "min-length-raised" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("min-length-lowered"), "shorter strings are refused";
    MIN_LENGTH_LOWERED "min-length-lowered" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("min-length-raised"), "shorter strings are accepted";
    MAX_LENGTH_ADDED "max-length-added" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("max-length-removed"), "longer strings are refused";
    MAX_LENGTH_REMOVED "max-length-removed" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("max-length-added"), "longer strings are accepted";
    MAX_LENGTH_RAISED "max-length-raised" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("max-length-lowered"), "longer strings are accepted";
    MAX_LENGTH_LOWERED "max-length-lowered" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("max-length-raised"), "longer strings are refused";
    MIN_ITEMS_ADDED "min-items-added" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("min-items-removed"), "shorter lists are refused";
    MIN_ITEMS_REMOVED "min-items-removed" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("min-items-added"), "shorter lists are accepted";
    MIN_ITEMS_RAISED "min-items-raised" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("min-items-lowered"), "shorter lists are refused";
    MIN_ITEMS_LOWERED "min-items-lowered" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("min-items-raised"), "shorter lists are accepted";
    MAX_ITEMS_ADDED "max-items-added" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("max-items-removed"), "longer lists are refused";
    MAX_ITEMS_REMOVED "max-items-removed" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("max-items-added"), "longer lists are accepted";
    MAX_ITEMS_RAISED "max-items-raised" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("max-items-lowered"), "longer lists are accepted";
    MAX_ITEMS_LOWERED "max-items-lowered" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("max-items-raised"), "longer lists are refused";
    MINIMUM_ADDED "minimum-added" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("minimum-removed"), "smaller numbers are refused";
    MINIMUM_REMOVED "minimum-removed" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("minimum-added"), "smaller numbers are accepted";
    MINIMUM_RAISED "minimum-raised" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("minimum-lowered"), "smaller numbers are refused";
    MINIMUM_LOWERED "minimum-lowered" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("minimum-raised"), "smaller numbers are accepted";
    MAXIMUM_ADDED "maximum-added" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("maximum-removed"), "larger numbers are refused";
    MAXIMUM_REMOVED "maximum-removed" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("maximum-added"), "larger numbers are accepted";
    MAXIMUM_RAISED "maximum-raised" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("maximum-lowered"), "larger numbers are accepted";
    MAXIMUM_LOWERED "maximum-lowered" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("maximum-raised"), "larger numbers are refused";
    PATTERN_ADDED "pattern-added" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("pattern-removed"), "strings that do not match are refused";
    PATTERN_REMOVED "pattern-removed" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("pattern-added"), "any string is accepted";
    PATTERN_CHANGED "pattern-changed" field((Breaking, Patch), (Breaking, Patch)), Mirror::Of("pattern-changed"), "which of two patterns takes more is not decided here";
    UNIQUE_ITEMS_ADDED "unique-items-added" field((Breaking, Patch), (Safe, Patch)), Mirror::Of("unique-items-removed"), "lists that hold an item twice are refused";
    UNIQUE_ITEMS_REMOVED "unique-items-removed" field((Safe, Patch), (Breaking, Patch)), Mirror::Of("unique-items-added"), "lists that hold an item twice are good";
    RULE_RESTATED "rule-restated" field((Safe, Patch), (Safe, Patch)), Mirror::Of("rule-restated"), "the same values are accepted";

    // Declared types.
    TYPE_ADDED "type-added" declared(Safe, Safe, Minor), Mirror::None("who uses it is judged there"), "no caller uses it yet";
    TYPE_REMOVED "type-removed" declared(Safe, Safe, Major), Mirror::None("who used it is judged there"), "code that names it has nothing to name";
    TYPE_RENAMED "type-renamed" declared(Safe, Safe, Major), Mirror::Of("type-renamed"), "names of types do not travel";
    TYPE_TURNED "type-direction-changed" declared(Safe, Safe, Major), Mirror::Of("type-direction-changed"), "requests have a constructor and setters, responses have none";
    TYPE_IN_USE "type-became-used" declared(Safe, Safe, Minor), Mirror::None("who uses it is judged there"), "the crate has one more type";
    TYPE_OUT_OF_USE "type-no-longer-used" declared(Safe, Safe, Major), Mirror::None("who used it is judged there"), "the crate has one type fewer";
    TYPE_LEFT_GROUP "type-left-group" declared(Safe, Safe, Major), Mirror::None("who used it is judged there"), "a program that turns on only this group has one type fewer";
    VALUE_ADDED "enum-value-added" declared(Safe, Risky, Minor), Mirror::Lenient("enum-value-removed", "clients hold values that they do not know"), "the server takes one more value; old clients get one that they have no name for";
    VALUE_REMOVED "enum-value-removed" declared(Breaking, Safe, Major), Mirror::Lenient("enum-value-added", "clients hold values that they do not know"), "callers that send it are refused; it is no longer returned";
    VALUE_RENAMED "enum-value-renamed" declared(Safe, Safe, Major), Mirror::Of("enum-value-renamed"), "the name is ours, the variant has another one";
    VALUE_CHANGED "enum-value-changed" declared(Breaking, Breaking, Patch), Mirror::Of("enum-value-changed"), "the same name means another value";
    VALUES_TURNED "enum-kind-changed" declared(Breaking, Breaking, Major), Mirror::Of("enum-kind-changed"), "numbers are not strings";
    VALUES_REORDERED "enum-values-reordered" declared(Safe, Safe, Patch), Mirror::Of("enum-values-reordered"), "values have no order on the wire";

    // The platform.
    HOST_CHANGED "platform-host-changed" call(Breaking, Patch), OF_A_CALL, "old clients call another server";
    PLATFORM_TOKENS "platform-token-source-changed" call(Breaking, Patch), OF_A_CALL, "tokens are issued by another operation";
    PLATFORM_FACT "platform-fact-changed" call(Risky, Patch), OF_A_CALL, "every call depends on it";
    GATEWAY_ERROR_ADDED "platform-error-added" call(Safe, Patch), OF_A_CALL, "errors of the platform are data";
    GATEWAY_ERROR_REMOVED "platform-error-removed" call(Safe, Patch), OF_A_CALL, "errors of the platform are data";
    GATEWAY_ERROR_CHANGED "platform-error-changed" call(Risky, Patch), OF_A_CALL, "the client reacts by what is known of the error";

    // Products.
    CRATE_RENAMED "crate-renamed" call(Safe, Major), OF_A_CALL, "every path of Rust into it begins with another name";
    MODULE_MOVED "module-moved" call(Safe, Major), OF_A_CALL, "what was at the root of the crate is in a module, or the other way round";
    GROUP_CHANGED "group-changed" call(Safe, Major), OF_A_CALL, "a program that turns on only the group that it was in has it no longer";

    // Words.
    TEXT_CHANGED "text-changed" call(Safe, Patch), WORDS, "words are for people";
    SAMPLE_CHANGED "sample-changed" call(Safe, Patch), WORDS, "samples are for people and tests";
    PAGE_CHANGED "page-changed" call(Safe, Patch), WORDS, "it says where the facts are from";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::rule;

    fn directions(class: &Class) -> Option<(Wire, Wire)> {
        match class.verdict {
            Verdict::Field { request, response } => Some((request.0, response.0)),
            Verdict::Declared { request, response, .. } => Some((request, response)),
            Verdict::Call { .. } => None,
        }
    }

    fn find(id: &str) -> &'static Class {
        classes().find(|class| class.id == id).unwrap_or_else(|| panic!("no class {id}"))
    }

    #[test]
    fn what_is_safe_to_send_is_breaking_to_get_and_the_other_way_round() {
        let mut mirrored = 0;
        for class in classes() {
            let (Some((request, response)), id) = (directions(class), class.id) else {
                assert!(
                    matches!(class.mirror, Mirror::None(_)),
                    "{}: it has no direction",
                    class.id
                );
                continue;
            };
            match class.mirror {
                Mirror::Of(opposite) => {
                    let other = find(opposite);
                    assert_eq!(directions(other), Some((response, request)), "{id} and {opposite}");
                    assert_eq!(other.mirror, Mirror::Of(id), "{opposite} is the opposite of {id}");
                    mirrored += 1;
                }
                Mirror::Lenient(opposite, reason) => {
                    let (other, softer) =
                        (find(opposite), |wire| if wire == Breaking { Risky } else { wire });
                    let (back, forth) = directions(other).expect("it has directions");
                    assert!(!reason.is_empty());
                    assert_eq!(other.mirror, Mirror::Lenient(id, reason));
                    assert_eq!(
                        (softer(forth), softer(back)),
                        (softer(request), softer(response)),
                        "{id}"
                    );
                    assert!(response < Breaking, "{id}: clients are the lenient side");
                }
                Mirror::None(reason) => {
                    assert!(!reason.is_empty(), "{id} says why it has no opposite")
                }
            }
        }
        assert!(mirrored > 40, "{mirrored}");
    }

    #[test]
    fn loosening_what_may_be_sent_is_safe_and_tightening_it_is_breaking() {
        for thing in ["length", "items", ""] {
            for (end, tighter) in [("min", ["added", "raised"]), ("max", ["added", "lowered"])] {
                for moved in ["added", "removed", "raised", "lowered"] {
                    let id = if thing.is_empty() {
                        format!("{end}imum-{moved}")
                    } else {
                        format!("{end}-{thing}-{moved}")
                    };
                    let expected =
                        if tighter.contains(&moved) { (Breaking, Safe) } else { (Safe, Breaking) };
                    assert_eq!(directions(find(&id)), Some(expected), "{id}");
                }
            }
        }
    }

    #[test]
    fn each_way_that_a_rule_can_change_has_its_class() {
        for kind in rule::ALL {
            let ways: &[&str] = match kind.keywords {
                [_] => &["added", "removed"],
                _ => &["added", "removed", "raised", "lowered"],
            };
            for keyword in kind.keywords {
                for how in ways {
                    assert!(of_keyword(keyword, how).is_some(), "{keyword} {how}");
                }
            }
        }
    }

    #[test]
    fn ids_are_unique_and_kebab_case() {
        let ids: BTreeSet<_> = classes().map(|class| class.id).collect();
        assert_eq!(ids.len(), classes().count());
        for class in classes() {
            assert!(class.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", class.id);
            assert!(class.id.split('-').all(|word| !word.is_empty()), "{}", class.id);
            assert!(!class.why.is_empty(), "{}", class.id);
        }
    }
}
