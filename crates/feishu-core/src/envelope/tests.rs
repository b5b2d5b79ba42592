use super::*;

fn parse(body: &str) -> Option<Envelope> {
    Envelope::parse(body)
}

#[test]
fn a_json_object_with_a_code_is_an_envelope_and_nothing_else_is() {
    for (body, expected) in [
        (r#"{"code":0}"#, Some(0)),
        (r#" {"code":0,"msg":"success"}"#, Some(0)),
        (r#"{"code":99991663}"#, Some(99_991_663)),
        (r#"{"code":-1}"#, Some(-1)),
        (r#"{"code":"1002002"}"#, Some(1_002_002)),
        (r#"{"code":"0"}"#, Some(0)),
        (r#"{"code":0.0}"#, Some(0)),
        (r#"{"code":"00"}"#, None),
        (r#"{"code":"+0"}"#, None),
        (r#"{"code":null}"#, None),
        (r#"{"code":"ok"}"#, None),
        (r#"{"code":1.5}"#, None),
        (r#"{"code":true}"#, None),
        (r#"{"msg":"no code"}"#, None),
        (r#"[0,"success"]"#, None),
        ("0", None),
        ("null", None),
        ("", None),
        ("<html>502 Bad Gateway</html>", None),
        (r#"{"code":0"#, None),
    ] {
        assert_eq!(parse(body).map(|envelope| envelope.code), expected, "{body}");
    }
}

#[test]
fn the_message_is_called_msg_or_message() {
    for (body, expected) in [
        (r#"{"code":1,"msg":"a"}"#, "a"),
        (r#"{"code":1,"message":"b"}"#, "b"),
        (r#"{"code":1,"msg":null,"message":"b"}"#, "b"),
        (r#"{"code":1,"msg":"a","message":"b"}"#, "a"),
        (r#"{"code":1,"msg":{"en":"a"}}"#, r#"{"en":"a"}"#),
        (r#"{"code":1}"#, ""),
    ] {
        assert_eq!(parse(body).unwrap().msg, expected, "{body}");
    }
}

#[test]
fn data_is_found_where_it_stands_in_the_body() {
    for (body, expected) in [
        (r#"{"code":0,"data":{"a":[1, 2]},"msg":""}"#, Some(r#"{"a":[1, 2]}"#)),
        (r#"{"data": "张三" ,"code":0}"#, Some(r#""张三""#)),
        (r#"{"code":0,"data":[]}"#, Some("[]")),
        (r#"{"code":0,"data":null}"#, None),
        (r#"{"code":0}"#, None),
    ] {
        let data = parse(body).unwrap().data.map(|range| &body[range]);
        assert_eq!(data, expected, "{body}");
    }
}

#[test]
fn the_particulars_of_an_error_are_read() {
    let body = r#"{"code":44004,"msg":"m","error":{
        "message":"Refer to the documentation",
        "log_id":"2024072517",
        "troubleshooter":"https://open.feishu.cn/search?log_id=2024072517",
        "field_violations":[{"field":"owner","value":"张三","description":"too long"}],
        "permission_violations":[
            {"scope":"hire:external_offer","url":"https://open.feishu.cn/app/cli/auth"},
            {"type":"action_scope_required","subject":"hire:offer"}
        ],
        "helps":[{"url":"https://open.feishu.cn/app","description":"add scopes"}]
    }}"#;
    let expected = Details {
        message: Some("Refer to the documentation".to_owned()),
        log_id: Some("2024072517".to_owned()),
        troubleshooter: Some("https://open.feishu.cn/search?log_id=2024072517".to_owned()),
        field_violations: vec![FieldViolation {
            field: "owner".to_owned(),
            value: "张三".to_owned(),
            description: "too long".to_owned(),
        }],
        permission_violations: vec![
            PermissionViolation {
                scope: "hire:external_offer".to_owned(),
                url: "https://open.feishu.cn/app/cli/auth".to_owned(),
            },
            PermissionViolation { scope: "hire:offer".to_owned(), url: String::new() },
        ],
        helps: vec![Help {
            url: "https://open.feishu.cn/app".to_owned(),
            description: "add scopes".to_owned(),
        }],
    };
    assert_eq!(parse(body).unwrap().details, expected);
}

#[test]
fn a_log_id_is_called_log_id_or_logid() {
    for (error, expected) in [
        (r#"{"log_id":"a"}"#, Some("a")),
        (r#"{"logid":"b"}"#, Some("b")),
        (r#"{"log_id":"","logid":"b"}"#, Some("b")),
        (r#"{"log_id":null}"#, None),
    ] {
        let body = format!(r#"{{"code":1,"error":{error}}}"#);
        assert_eq!(parse(&body).unwrap().details.log_id.as_deref(), expected, "{error}");
    }
}

#[test]
fn an_oddly_shaped_error_does_not_hide_the_code() {
    for error in [
        "null",
        "\"text\"",
        "[]",
        "7",
        r#"{"field_violations":{},"helps":null,"permission_violations":[null,"x",3]}"#,
    ] {
        let envelope = parse(&format!(r#"{{"code":7,"error":{error}}}"#)).unwrap();
        assert_eq!((envelope.code, envelope.details), (7, Details::default()), "{error}");
    }
    let odd =
        parse(r#"{"code":7,"error":{"message":5,"field_violations":[{"value":5}]}}"#).unwrap();
    assert_eq!(odd.details.message.as_deref(), Some("5"));
    assert_eq!(odd.details.field_violations[0].value, "5");
}
