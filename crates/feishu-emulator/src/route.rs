//! Maps a method and a raw path to a handler.
//!
//! The path is split on `/` *before* each segment is percent-decoded, so `%2F` stays inside its
//! segment. A matcher that decodes first would let an id walk into another operation.

use percent_encoding::percent_decode_str;

use crate::app::AppKind;
use crate::catalogue::{Catalogue, Grant, TokenKind};

/// What the paths of the emulator itself begin with.
pub(crate) const ADMIN: &str = "/_emulator/";

/// The target of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Index into the catalogue's token operations.
    Token(usize),
    /// The number of an operation of the catalogue's parts.
    Operation(usize),
}

/// The path parameters of a call, decoded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) target: Target,
    pub(crate) parameters: Parameters,
}

/// Where a request leads, which is found out once.
pub(crate) type Way = Result<Match, NoMatch>;

/// Why a request leads nowhere.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoMatch {
    /// The path itself cannot be read.
    Path(String),
    Unknown,
    /// The path is known, with these methods only.
    Method(Vec<String>),
}

#[derive(Debug)]
pub(crate) struct Routes(Vec<Route>);

#[derive(Debug)]
struct Route {
    method: String,
    pattern: Vec<Segment>,
    /// The vendor's page on calling the API writes one path for tokens with a slash at its end.
    takes_trailing_slash: bool,
    target: Target,
}

// Ordered: where a literal and a parameter both match, the literal wins.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    Parameter(String),
}

impl Routes {
    pub(crate) fn new(catalogue: &Catalogue) -> Self {
        let with_slash = Grant::Token { kind: TokenKind::Tenant, app: AppKind::Custom };
        let tokens = catalogue.token_operations.iter().enumerate();
        let tokens = tokens.map(|(index, operation)| Route {
            method: operation.method.clone(),
            pattern: pattern(&operation.path),
            takes_trailing_slash: operation.grant == with_slash,
            target: Target::Token(index),
        });
        let mut routes = Vec::from_iter(tokens);
        routes.extend(catalogue.parts.routes().enumerate().map(|(number, known)| Route {
            method: known.method.to_owned(),
            pattern: pattern(known.path),
            takes_trailing_slash: false,
            target: Target::Operation(number),
        }));
        routes.sort_by(|a, b| a.pattern.cmp(&b.pattern));
        Self(routes)
    }

    pub(crate) fn find(&self, method: &str, raw_path: &str) -> Result<Match, NoMatch> {
        let segments = decode(raw_path).map_err(NoMatch::Path)?;
        let mut other_methods = Vec::new();
        let mut most_literal: Option<&Route> = None;
        for route in &self.0 {
            let Some(parameters) = route.parameters(&segments) else { continue };
            // A path that is written out is that path, and no id of another one, also for methods that it does not
            // take.
            if most_literal.is_some_and(|first| !first.has_shape_of(route)) {
                break;
            }
            most_literal = Some(route);
            if route.method == method {
                return Ok(Match { target: route.target, parameters });
            }
            other_methods.push(route.method.clone());
        }
        // Whatever the order of the catalogue.
        other_methods.sort();
        other_methods.dedup();
        Err(if other_methods.is_empty() {
            NoMatch::Unknown
        } else {
            NoMatch::Method(other_methods)
        })
    }
}

impl Route {
    /// Whether both match the same paths.
    fn has_shape_of(&self, other: &Self) -> bool {
        let alike = |(a, b): (&Segment, &Segment)| match (a, b) {
            (Segment::Parameter(_), Segment::Parameter(_)) => true,
            (a, b) => a == b,
        };
        self.pattern.len() == other.pattern.len()
            && self.pattern.iter().zip(&other.pattern).all(alike)
    }

    fn parameters(&self, segments: &[String]) -> Option<Parameters> {
        let segments = match segments {
            [front @ .., last] if last.is_empty() && self.takes_trailing_slash => front,
            all => all,
        };
        if segments.len() != self.pattern.len() {
            return None;
        }
        let mut parameters = Vec::new();
        for (pattern, segment) in self.pattern.iter().zip(segments) {
            match pattern {
                Segment::Literal(literal) if literal == segment => {}
                Segment::Parameter(name) if !segment.is_empty() => {
                    parameters.push((name.clone(), segment.clone()));
                }
                _ => return None,
            }
        }
        Some(Parameters(parameters))
    }
}

fn pattern(path: &str) -> Vec<Segment> {
    path.split('/')
        .skip(1)
        .map(|segment| match segment.strip_prefix(':') {
            Some(name) => Segment::Parameter(name.to_owned()),
            None => Segment::Literal(segment.to_owned()),
        })
        .collect()
}

/// The decoded segments of a raw path. Nothing is normalized: `.` and `..` are text like any other.
pub(crate) fn decode(raw_path: &str) -> Result<Vec<String>, String> {
    let path = raw_path.strip_prefix('/').ok_or("The path does not begin with a slash.")?;
    path.split('/')
        .enumerate()
        .map(|(index, segment)| {
            let number = index.saturating_add(1);
            if !escapes_are_whole(segment) {
                return Err(format!(
                    "Segment {number} of the path has a % without two hexadecimal digits."
                ));
            }
            percent_decode_str(segment).decode_utf8().map(Into::into).map_err(|_| {
                format!("Segment {number} of the path is not UTF-8 after percent-decoding.")
            })
        })
        .collect()
}

/// The decoder passes an invalid escape through unchanged; two different paths would then mean one id.
pub(crate) fn escapes_are_whole(segment: &str) -> bool {
    segment.split('%').skip(1).all(|after| {
        matches!(after.as_bytes(), [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Parts;

    const OFFERS: &str = "/open-apis/hire/v1/external_offers";

    fn find(method: &str, path: &str) -> Result<Match, NoMatch> {
        let known = Parts::embedded().unwrap();
        Routes::new(&Catalogue::with(known, &[]).unwrap()).find(method, path)
    }

    #[test]
    fn one_segment_is_one_id_whatever_it_holds() {
        let cases = [
            ("6960663240925956660", "6960663240925956660"),
            ("a%2Fb", "a/b"),
            ("%2e%2e%2f%2e%2e", "../.."),
            ("..", ".."),
            ("%3Fx=1%23", "?x=1#"),
            ("a+b", "a+b"),
            ("%2520", "%20"),
            ("%E5%BC%A0%e4%b8%89", "张三"),
            ("%00", "\0"),
            (":external_offer_id", ":external_offer_id"),
        ];
        for (raw, id) in cases {
            let found = find("PUT", &format!("{OFFERS}/{raw}")).unwrap();
            assert_eq!(found.parameters.get("external_offer_id"), Some(id), "{raw}");
        }
    }

    #[test]
    fn a_path_that_is_not_exactly_a_known_one_leads_nowhere() {
        for path in [
            "/",
            "/open-apis/hire/v1",
            &format!("{OFFERS}/"),
            &format!("{OFFERS}//"),
            &format!("{OFFERS}/1/"),
            &format!("{OFFERS}/1/2"),
            &format!("/{OFFERS}/1"),
            "/open-apis/hire/v1/EXTERNAL_OFFERS/1",
            "/open-apis/hire%2Fv1/external_offers/1",
            "/open-apis/x/../hire/v1/external_offers/1",
        ] {
            assert_eq!(find("PUT", path), Err(NoMatch::Unknown), "{path}");
        }
    }

    #[test]
    fn a_path_that_cannot_be_decoded_is_refused_with_the_segment() {
        for raw in ["%", "%4", "%zz", "a%", "%+1", "%ff", "%C3%28", "%ED%A0%80"] {
            let Err(NoMatch::Path(reason)) = find("PUT", &format!("{OFFERS}/{raw}")) else {
                panic!("{raw} was accepted");
            };
            assert!(reason.starts_with("Segment 5 "), "{reason}");
        }
    }

    #[test]
    fn a_known_path_with_another_method_says_which_methods_it_takes() {
        for method in ["GET", "POST", "put", "OPTIONS"] {
            let found = find(method, &format!("{OFFERS}/1"));
            let methods = vec!["DELETE".to_owned(), "PUT".to_owned()];
            assert_eq!(found, Err(NoMatch::Method(methods)), "{method}");
        }
    }

    #[test]
    fn only_the_token_path_may_end_in_a_slash() {
        let path = "/open-apis/auth/v3/tenant_access_token/internal";
        for path in [path.to_owned(), format!("{path}/")] {
            let target = find("POST", &path).unwrap().target;
            assert!(matches!(target, Target::Token(_)), "{path}");
        }
        assert_eq!(find("POST", &format!("{path}//")), Err(NoMatch::Unknown));
    }

    #[test]
    fn a_literal_segment_wins_over_a_parameter() {
        let route = |method: &str, path: &str, index| Route {
            method: method.to_owned(),
            pattern: pattern(path),
            takes_trailing_slash: false,
            target: Target::Operation(index),
        };
        let mut routes = vec![
            route("GET", "/a/:id", 0),
            route("GET", "/a/list", 1),
            route("PUT", "/a/:a_id", 2),
        ];
        routes.sort_by(|a, b| a.pattern.cmp(&b.pattern));
        let routes = Routes(routes);
        assert_eq!(routes.find("GET", "/a/list").unwrap().target, Target::Operation(1));
        assert_eq!(routes.find("GET", "/a/other").unwrap().target, Target::Operation(0));
        assert_eq!(routes.find("PUT", "/a/other").unwrap().target, Target::Operation(2));
        let only = NoMatch::Method(vec!["GET".to_owned()]);
        assert_eq!(routes.find("PUT", "/a/list"), Err(only), "`list` is no id");
    }
}
