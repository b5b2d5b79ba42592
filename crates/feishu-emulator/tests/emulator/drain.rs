//! Stopping the command while a call is under way.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use crate::client::JSON;
use crate::command::Running;

#[test]
fn a_call_that_is_under_way_at_ctrl_c_is_answered_before_the_end() {
    for signal in ["-INT", "-TERM"] {
        let mut running = Running::start(&["--json", "--samples"]);
        let line: Value = serde_json::from_str(&running.line()).unwrap();
        let address = line["address"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();

        let mut stream = TcpStream::connect(&address).unwrap();
        let body = r#"{"app_id":"cli_emulator","app_secret":"emulator-secret"}"#;
        let head = format!(
            "POST /open-apis/auth/v3/tenant_access_token/internal HTTP/1.1\r\nHost: localhost\r\n\
             {JSON}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = BufReader::new(stream.try_clone().unwrap());
        let mut first = String::new();
        // Says that the emulator now waits for the body: the call is under way.
        answer.read_line(&mut first).unwrap();
        assert_eq!(first, "HTTP/1.1 100 Continue\r\n", "{signal}");

        running.signal(signal);
        // It has heard the signal when it takes no more connections.
        while TcpStream::connect(&address).is_ok() {
            std::thread::yield_now();
        }
        stream.write_all(body.as_bytes()).unwrap();
        let mut rest = String::new();
        answer.read_to_string(&mut rest).unwrap();
        assert!(rest.trim_start().starts_with("HTTP/1.1 200"), "{signal}: {rest}");
        assert!(rest.contains("tenant_access_token"), "{signal}: {rest}");
        assert_eq!(running.end().0, Some(0), "{signal}");
    }
}
