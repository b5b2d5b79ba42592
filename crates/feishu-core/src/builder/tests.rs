use super::*;
use crate::ErrorKind;

/// What is wrong with the settings; empty if nothing is.
fn complaint<C: From<Client>>(builder: ClientBuilder<C>) -> String {
    match builder.build() {
        Ok(_) => String::new(),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.operation().is_none() && error.page().is_none());
            error.to_string()
        }
    }
}

fn local() -> ClientBuilder {
    Client::builder("cli_a1b2c3", "hunter2").base_url("http://127.0.0.1:1")
}

#[test]
fn plain_http_leaves_this_machine_only_when_it_is_asked_for() {
    let remote =
        || Client::builder("cli_a1b2c3", "hunter2").base_url("http://proxy.example/feishu");
    let text = complaint(remote());
    assert!(text.contains("http://proxy.example is plain http"), "{text}");
    assert!(text.contains("allow_insecure_http"), "{text}");
    assert_eq!(complaint(remote().allow_insecure_http()), "");
    assert_eq!(complaint(local()), "");
}

#[test]
fn a_credential_that_cannot_be_right_is_refused_without_printing_it() {
    for (id, secret, expected) in [
        ("", "hunter2", "the app id is empty"),
        ("cli_a1b2c3", "", "the app secret is empty"),
        ("cli_a1b2c3", "hunter2\n", "the app secret begins or ends with white space"),
        (" cli_a1b2c3", "hunter2", "the app id begins or ends with white space"),
    ] {
        let text = complaint(Client::builder(id, secret).base_url("http://127.0.0.1:1"));
        assert!(text.starts_with(expected), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn a_user_agent_that_no_header_can_carry_is_refused() {
    assert!(complaint(local().user_agent("a\r\nb")).starts_with("the user agent"));
    assert_eq!(complaint(local().user_agent("offers/1.0 (张三)")), "");
}

#[test]
fn a_setting_that_a_client_of_your_own_would_ignore_is_refused() {
    let own = reqwest_client();
    let text = complaint(local().http_client(own.clone()).connect_timeout(Duration::from_secs(1)));
    assert!(text.contains("connect_timeout has no effect"), "{text}");
    assert_eq!(complaint(local().http_client(own).timeout(Duration::from_secs(1))), "");
}

fn reqwest_client() -> reqwest::Client {
    let base = BaseUrl::parse("http://127.0.0.1:1").unwrap();
    http::client(&base, CONNECT_TIMEOUT).unwrap()
}

#[cfg(feature = "tls")]
#[test]
fn https_installs_nothing_in_the_process() {
    let client = Client::builder("cli_a1b2c3", "hunter2").lark().build().unwrap();
    assert!(format!("{client:?}").contains("https://open.larksuite.com"));
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}

#[cfg(not(feature = "tls"))]
#[test]
fn https_without_the_feature_needs_a_client_of_your_own() {
    let text = complaint(Client::builder("cli_a1b2c3", "hunter2"));
    assert!(text.starts_with("https://open.feishu.cn needs TLS"), "{text}");
    assert!(text.contains("ClientBuilder::http_client"), "{text}");
    assert_eq!(
        complaint(Client::builder("cli_a1b2c3", "hunter2").http_client(reqwest_client())),
        ""
    );
}

#[test]
fn another_crate_can_build_its_own_client() {
    struct Hire(Client);
    impl From<Client> for Hire {
        fn from(core: Client) -> Self {
            Self(core)
        }
    }
    let builder: ClientBuilder<Hire> = ClientBuilder::new("cli_a1b2c3", "hunter2");
    let hire = builder.base_url("http://[::1]:1").build().unwrap();
    assert!(format!("{:?}", hire.0).contains("http://[::1]:1"));
}

#[test]
fn neither_a_client_nor_its_builder_prints_the_secret() {
    let printed = format!("{:?} {:?}", local(), local().build().unwrap());
    assert!(printed.contains("cli_a1b2c3") && !printed.contains("hunter2"), "{printed}");
}

#[test]
fn clients_go_anywhere() {
    fn everywhere<T: Clone + Send + Sync + 'static>() {}
    everywhere::<Client>();
}
