use super::*;

fn check(cases: &[(&str, Option<&str>)]) {
    for (header, expected) in cases {
        assert_eq!(file_name(header.as_bytes()).as_deref(), *expected, "{header}");
    }
}

#[test]
fn a_name_is_a_token_or_a_quoted_string_with_quoted_pairs() {
    check(&[
        ("attachment; filename=offer.pdf", Some("offer.pdf")),
        ("attachment; filename=\"offer.pdf\"", Some("offer.pdf")),
        ("attachment; filename=\"张三.pdf\"", Some("张三.pdf")),
        ("attachment; filename=\"a;b.pdf\"", Some("a;b.pdf")),
        ("attachment; filename=\"a\\\"b.pdf\"", Some("a\"b.pdf")),
        ("attachment; filename=\"f\\oo.pdf\"", Some("foo.pdf")),
        ("attachment; filename=\"'a'.pdf\"", Some("'a'.pdf")),
        ("attachment; filename=\"50%.pdf\"", Some("50%.pdf")),
        ("attachment; filename=\"a-%41.pdf\"", Some("a-%41.pdf")),
        ("attachment; filename=\"\"", None),
        ("attachment", None),
        ("inline", None),
        ("", None),
    ]);
}

#[test]
fn a_parameter_is_known_by_its_whole_name_in_any_case() {
    check(&[
        ("ATTACHMENT; FileName=\"a.pdf\"", Some("a.pdf")),
        ("attachment;FILENAME*=utf-8''a.pdf", Some("a.pdf")),
        ("attachment; filename = \"a.pdf\" ; size=3", Some("a.pdf")),
        ("attachment; xfilename=a.pdf", None),
        ("attachment; name=a.pdf", None),
        ("attachment; example=\"filename=a.pdf\"", None),
        ("attachment; foo=\"\\\"\\\\\";filename=\"a.pdf\"", Some("a.pdf")),
        ("attachment; filename=\"x; filename*=UTF-8''y.pdf\"", Some("x; filename*=UTF-8''y.pdf")),
        ("\"x; filename=no.pdf; y\"; filename=a.pdf", Some("a.pdf")),
    ]);
}

#[test]
fn an_extended_name_goes_first_wherever_it_stands() {
    check(&[
        ("attachment; filename*=UTF-8''%E5%BC%A0.pdf; filename=\"x\"", Some("张.pdf")),
        ("attachment; filename=\"x\"; filename*=UTF-8''%E5%BC%A0.pdf", Some("张.pdf")),
        ("attachment; filename*=utf-8'zh-CN'%e5%bc%a0.pdf", Some("张.pdf")),
        ("attachment; filename*=\"UTF-8''%E4%B8%AD.pdf\"", Some("中.pdf")),
        ("attachment; filename*= UTF-8''a%20b.pdf", Some("a b.pdf")),
        ("attachment; filename* =UTF-8''A-%2541.pdf", Some("A-%41.pdf")),
        ("attachment; filename*=ISO-8859-1''caf%E9.pdf", Some("café.pdf")),
        ("attachment; filename*=''%E4%B8%AD.pdf", Some("中.pdf")),
        ("attachment; filename*=UTF-8''it's.pdf", Some("it's.pdf")),
    ]);
}

#[test]
fn a_mistake_in_an_extended_name_costs_no_more_than_it_must() {
    check(&[
        ("attachment; filename*=UTF-8''100%.pdf", Some("100%.pdf")),
        ("attachment; filename*=UTF-8''f%oo.pdf", Some("f%oo.pdf")),
        ("attachment; filename*=UTF-8''caf%E9.pdf; filename=cafe.pdf", Some("cafe.pdf")),
        ("attachment; filename*=UTF-8''caf%E9.pdf", Some("caf\u{fffd}.pdf")),
        ("attachment; filename*=gbk''%D6%D0.pdf; filename=y.pdf", Some("y.pdf")),
        ("attachment; filename*=gbk''%D6%D0.pdf", None),
        ("attachment; filename*=UTF-8'a%20b.pdf", Some("a b.pdf")),
        ("attachment; filename*=a%20b.pdf; filename=y.pdf", Some("y.pdf")),
        ("attachment; filename*=a%20b.pdf", Some("a b.pdf")),
        ("attachment; filename*=UTF-8''; filename=y.pdf", Some("y.pdf")),
    ]);
}

#[test]
fn the_first_of_several_is_taken_that_can_be_read() {
    check(&[
        ("attachment; filename=a.pdf; filename=b.pdf", Some("a.pdf")),
        ("attachment; filename=\"\"; filename=b.pdf", Some("b.pdf")),
        ("attachment; filename*=UTF-8''a.pdf; filename*=UTF-8''b.pdf", Some("a.pdf")),
        ("attachment; filename*=gbk''%D6; filename*=UTF-8''b.pdf", Some("b.pdf")),
    ]);
}

#[test]
fn folders_before_a_name_are_dropped() {
    check(&[
        ("attachment; filename=\"/etc/passwd\"", Some("passwd")),
        ("attachment; filename=\"../../a.pdf\"", Some("a.pdf")),
        ("attachment; filename=\"C:\\\\Temp\\\\a.pdf\"", Some("a.pdf")),
        ("attachment; filename*=UTF-8''..%2F..%5Ca.pdf", Some("a.pdf")),
        ("attachment; filename*=UTF-8''a%2F; filename=b.pdf", Some("b.pdf")),
        ("attachment; filename=\"a/\"", None),
    ]);
}

#[test]
fn what_breaks_the_grammar_is_read_as_far_as_it_goes() {
    check(&[
        ("attachment; ;filename=a.pdf", Some("a.pdf")),
        ("; filename=a.pdf", Some("a.pdf")),
        ("filename=a.pdf", Some("a.pdf")),
        ("inline; attachment; filename=a.pdf", Some("a.pdf")),
        ("attachment; filename=a b.pdf", Some("a b.pdf")),
        ("attachment; filename=\"a.pdf\".txt; x=y", Some("a.pdf")),
        ("attachment; filename=\"a.pdf", Some("a.pdf")),
        ("attachment; filename=\"a.pdf\\", Some("a.pdf")),
        ("attachment; filename=a[1](2).pdf;", Some("a[1](2).pdf")),
    ]);
}

#[test]
fn bytes_that_are_no_utf8_are_latin_1() {
    let header = b"attachment; filename=\"caf\xe9.pdf\"";
    assert_eq!(file_name(header).as_deref(), Some("café.pdf"));
}

#[test]
fn no_header_makes_it_panic_or_yield_a_path() {
    let pieces = ["filename", "*", "=", "\"", "\\", ";", "'", "%", "%E4", "utf-8", "/", " ", "张"];
    let mut random = fastrand::Rng::with_seed(6266);
    for _ in 0..20_000 {
        let length = random.usize(..12);
        let header: String = (0..length).filter_map(|_| random.choice(pieces)).collect();
        if let Some(name) = file_name(header.as_bytes()) {
            assert!(!name.is_empty() && !name.contains(['/', '\\']), "{header:?}: {name:?}");
        }
    }
}
