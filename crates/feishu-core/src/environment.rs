//! Reads the credentials and the host of a client from the environment.

use std::env;
use std::ffi::OsString;

use crate::builder::ClientBuilder;
use crate::client::Client;
use crate::error::Error;
use crate::secret::Secret;

const APP_ID: &str = "FEISHU_APP_ID";
const APP_SECRET: &str = "FEISHU_APP_SECRET";
const BASE_URL: &str = "FEISHU_BASE_URL";

impl Client {
    /// Builds a client from environment variables: see [`ClientBuilder::from_env`].
    ///
    /// ```no_run
    /// # fn main() -> Result<(), feishu_core::Error> {
    /// let client = feishu_core::Client::from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a variable is missing or
    /// its value is invalid.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Starts building a client from these environment variables:
    ///
    /// | variable | value |
    /// |---|---|
    /// | `FEISHU_APP_ID` | id of the app |
    /// | `FEISHU_APP_SECRET` | its secret |
    /// | `FEISHU_BASE_URL` | optional: another host than Feishu's, such as `https://open.larksuite.com` for Lark, or a proxy |
    ///
    /// A variable with an empty value counts as not set. Host and credentials are read together, so
    /// that a secret is not sent to a host that it was not meant for. Settings made on the builder
    /// afterwards take precedence.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use feishu_core::{Client, ClientBuilder};
    ///
    /// # fn main() -> Result<(), feishu_core::Error> {
    /// let client: Client = ClientBuilder::from_env()?.timeout(Duration::from_secs(5)).build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a variable is missing or
    /// not Unicode. The message repeats no value.
    pub fn from_env() -> Result<Self, Error> {
        let found = Environment::read(|name| env::var_os(name))?;
        let builder = Self::new(found.app_id, found.app_secret);
        Ok(match found.base_url {
            Some(url) => builder.base_url(&url),
            None => builder,
        })
    }
}

/// The settings found in the environment.
#[derive(Debug, PartialEq, Eq)]
struct Environment {
    app_id: String,
    app_secret: Secret,
    base_url: Option<String>,
}

impl Environment {
    /// Reads the variables with `look_up`, because tests must not change the environment that they
    /// share.
    fn read(look_up: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let variable = |name: &str| match look_up(name).filter(|value| !value.is_empty()) {
            Some(value) => value
                .into_string()
                .map(Some)
                .map_err(|_| Error::configuration(format!("the value of {name} is not Unicode"))),
            None => Ok(None),
        };
        let (app_id, app_secret) = (variable(APP_ID)?, variable(APP_SECRET)?.map(Secret::from));
        let base_url = variable(BASE_URL)?;
        match (app_id, app_secret) {
            (Some(app_id), Some(app_secret)) => Ok(Self { app_id, app_secret, base_url }),
            (app_id, app_secret) => {
                let missing = [(APP_ID, app_id.is_none()), (APP_SECRET, app_secret.is_none())];
                let missing: Vec<_> =
                    missing.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
                Err(Error::configuration(format!(
                    "the environment does not set {}; the developer console shows both for your app",
                    missing.join(" and ")
                )))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::ErrorKind;

    fn read(variables: &[(&str, &str)]) -> Result<Environment, Error> {
        Environment::read(|wanted| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn credentials_and_host_come_from_three_variables() {
        let both = [(APP_ID, "cli_a1"), (APP_SECRET, "hunter2")];
        let expected = |base_url: Option<&str>| Environment {
            app_id: "cli_a1".to_owned(),
            app_secret: Secret::from("hunter2"),
            base_url: base_url.map(str::to_owned),
        };
        assert_eq!(read(&both).unwrap(), expected(None));
        let [id, secret] = both;
        let lark = (BASE_URL, "https://open.larksuite.com");
        assert_eq!(read(&[id, secret, lark]).unwrap(), expected(Some(lark.1)));
        assert_eq!(read(&[id, secret, (BASE_URL, "")]).unwrap(), expected(None));
    }

    #[test]
    fn a_variable_that_is_missing_or_empty_is_named() {
        let (id, secret) = ((APP_ID, "cli_a1"), (APP_SECRET, "hunter2"));
        for (variables, missing) in [
            (vec![], "does not set FEISHU_APP_ID and FEISHU_APP_SECRET;"),
            (vec![id], "does not set FEISHU_APP_SECRET;"),
            (vec![secret], "does not set FEISHU_APP_ID;"),
            (vec![id, (APP_SECRET, "")], "does not set FEISHU_APP_SECRET;"),
            (vec![(APP_ID, ""), secret], "does not set FEISHU_APP_ID;"),
        ] {
            let error = read(&variables).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(missing), "{error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }

    const EXPECTED: &str = "FEISHU_TEST_EXPECTED_HOST";

    /// A program that is pointed at the emulator or at Lark must not write to a tenant of Feishu.
    #[test]
    fn a_client_of_the_environment_calls_the_host_that_the_environment_names() {
        for (base_url, expected) in [
            ("http://127.0.0.1:9", "http://127.0.0.1:9"),
            ("http://localhost:9/feishu", "http://localhost:9"),
            ("", "https://open.feishu.cn"),
        ] {
            // A process of its own, for this one's environment belongs to all tests.
            let output = Command::new(env::current_exe().unwrap())
                .args(["--exact", "environment::tests::the_process_with_an_environment"])
                .arg("--ignored")
                .envs([(APP_ID, "cli_a1"), (APP_SECRET, "hunter2")])
                .envs([(BASE_URL, base_url), (EXPECTED, expected)])
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && said.contains("1 passed"), "{base_url:?}: {said}");
        }
    }

    #[test]
    #[ignore = "another test starts it, with an environment"]
    fn the_process_with_an_environment() {
        let Some(expected) = env::var_os(EXPECTED) else { return };
        // Without the feature `tls`, there is no client of Feishu, and the error names the host.
        let host = Client::from_env()
            .map_or_else(|error| error.to_string(), |client| client.host().to_owned());
        let host = host.split(' ').next().unwrap_or_default();
        assert_eq!(host, expected.to_str().unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_unicode_is_refused_without_repeating_it() {
        use std::os::unix::ffi::OsStringExt as _;

        for bad in [APP_ID, APP_SECRET, BASE_URL] {
            let error = Environment::read(|name| {
                let value = if name == bad { b"hunter2\xff".to_vec() } else { b"x".to_vec() };
                Some(OsString::from_vec(value))
            });
            let error = error.unwrap_err();
            assert!(error.to_string().contains(&format!("{bad} is not Unicode")), "{error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
