//! The path of a call: the template of the operation with its parameters filled in.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::text::OneLine;

/// All bytes except the unreserved characters of RFC 3986, so that any value remains one segment.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Maximum number of characters of a value in a message.
const SHOWN: usize = 40;

/// Fills the parameters of `template`, the segments that begin with a colon.
///
/// # Errors
/// One sentence for each mistake, and all of them.
pub(crate) fn render(
    template: &str,
    values: &[(Cow<'static, str>, String)],
) -> Result<String, Vec<String>> {
    let mut path = String::with_capacity(template.len() + 32);
    let (mut problems, mut filled) = (Vec::new(), 0);
    for segment in template.trim_start_matches('/').split('/') {
        path.push('/');
        match segment.strip_prefix(':') {
            None => path.push_str(segment),
            Some(name) => match values.iter().find(|(given, _)| *given == name) {
                None => problems.push(format!("the path parameter {name} is missing")),
                Some((_, value)) => match refusal(value) {
                    None => {
                        filled += 1;
                        push_encoded(&mut path, value);
                    }
                    Some(why) => problems.push(format!("the path parameter {name} {why}")),
                },
            },
        }
    }
    // Each value has been used, so none is left over.
    if problems.is_empty() && filled == values.len() {
        return Ok(path);
    }
    for (index, (name, value)) in values.iter().enumerate() {
        let value = OneLine::new(value, SHOWN);
        if !template.split('/').any(|segment| segment.strip_prefix(':') == Some(name.as_ref())) {
            problems.push(format!("{template} has no path parameter {name} (given \"{value}\")"));
        } else if values[..index].iter().any(|(earlier, _)| earlier == name) {
            problems.push(format!("the path parameter {name} is given twice (again \"{value}\")"));
        }
    }
    if problems.is_empty() { Ok(path) } else { Err(problems) }
}

/// Appends `value` with all bytes percent-encoded that are not unreserved. Most values, such as ids, have none.
pub(crate) fn push_encoded(to: &mut String, value: &str) {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    match value.bytes().all(is_plain) {
        true => to.push_str(value),
        false => to.extend(utf8_percent_encode(value, ENCODED)),
    }
}

/// Why a string cannot be a segment, however it is encoded: URL parsers drop or resolve these, and
/// decode `%2e` to a dot. The request would reach another endpoint.
fn refusal(value: &str) -> Option<&'static str> {
    match value {
        "" => Some("is empty"),
        "." => Some("is \".\", which a URL drops"),
        ".." => Some("is \"..\", which a URL resolves to the parent"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "/open-apis/hire/v1/external_offers/:external_offer_id";

    fn offer(id: &str) -> Result<String, Vec<String>> {
        render(TEMPLATE, &[("external_offer_id".into(), id.to_owned())])
    }

    #[test]
    fn every_byte_that_is_not_unreserved_is_encoded() {
        for (id, segment) in [
            ("6960663240925956660", "6960663240925956660"),
            ("aZ09-._~", "aZ09-._~"),
            ("a/b", "a%2Fb"),
            ("../x", "..%2Fx"),
            ("...", "..."),
            ("%2e%2e", "%252e%252e"),
            ("a?b#c&d=e", "a%3Fb%23c%26d%3De"),
            ("张三", "%E5%BC%A0%E4%B8%89"),
            (":id", "%3Aid"),
            (" \t\n\\", "%20%09%0A%5C"),
            ("!$'()*+,;@|^", "%21%24%27%28%29%2A%2B%2C%3B%40%7C%5E"),
        ] {
            let path = format!("/open-apis/hire/v1/external_offers/{segment}");
            assert_eq!(offer(id), Ok(path), "{id:?}");
        }
    }

    #[test]
    fn a_value_that_no_encoding_keeps_a_segment_is_refused() {
        for id in ["", ".", ".."] {
            let problems = offer(id).unwrap_err();
            assert_eq!(problems.len(), 1, "{id:?}: {problems:?}");
            assert!(problems[0].starts_with("the path parameter external_offer_id is "));
        }
    }

    #[test]
    fn every_problem_with_the_names_is_told_at_once() {
        let values = [
            ("b".into(), "1".to_owned()),
            ("b".into(), "2".to_owned()),
            ("c".into(), "line\nbreak".to_owned()),
            ("d".into(), "..".to_owned()),
        ];
        assert_eq!(
            render("/x/:a/:b/:d/y", &values).unwrap_err(),
            [
                "the path parameter a is missing",
                "the path parameter d is \"..\", which a URL resolves to the parent",
                "the path parameter b is given twice (again \"2\")",
                "/x/:a/:b/:d/y has no path parameter c (given \"line break\")",
            ]
        );
    }

    #[test]
    fn a_template_without_parameters_is_its_own_path() {
        assert_eq!(render("/open-apis/x", &[]), Ok("/open-apis/x".to_owned()));
    }
}
