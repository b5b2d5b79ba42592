//! Id and secret of the app: from the environment or a profile, never from an argument.

use feishu_core::Secret;

use crate::environment::variable;
use crate::failure::Failure;
use crate::profile::Profile;

/// The remedy for missing credentials.
pub(crate) const MISSING: &str = "\
no credentials
  set FEISHU_APP_ID and FEISHU_APP_SECRET
  or keep them in a profile: feishu profile add NAME --app-id ID
  or try --emulator, which needs none";

/// Id and secret of an app, and their source.
pub(crate) struct Credentials {
    pub(crate) app_id: String,
    pub(crate) app_secret: Secret,
    pub(crate) from: String,
}

/// Whether the environment sets credentials, even incomplete ones.
pub(crate) fn is_in_environment() -> bool {
    variable("FEISHU_APP_ID").is_some() || variable("FEISHU_APP_SECRET").is_some()
}

/// From FEISHU_APP_ID and FEISHU_APP_SECRET.
pub(crate) fn of_environment() -> Result<Option<Credentials>, Failure> {
    match (variable("FEISHU_APP_ID"), variable("FEISHU_APP_SECRET")) {
        (Some(app_id), Some(app_secret)) => Ok(Some(Credentials {
            app_id,
            app_secret: app_secret.into(),
            from: "the environment (FEISHU_APP_ID, FEISHU_APP_SECRET)".to_owned(),
        })),
        (None, None) => Ok(None),
        (Some(_), None) => {
            Err(Failure::Usage("FEISHU_APP_ID is set, FEISHU_APP_SECRET is not".to_owned()))
        }
        (None, Some(_)) => {
            Err(Failure::Usage("FEISHU_APP_SECRET is set, FEISHU_APP_ID is not".to_owned()))
        }
    }
}

/// From a profile.
pub(crate) fn of_profile(profile: Profile) -> Result<Credentials, Failure> {
    let app_secret = profile.secret()?;
    let from = format!("the profile {}", profile.name());
    Ok(Credentials { app_id: profile.app_id, app_secret, from })
}

/// The credentials of the emulator inside the command, if there is one.
#[cfg(feature = "emulator")]
pub(crate) fn emulated() -> Option<Credentials> {
    Some(Credentials {
        app_id: feishu_emulator::DEFAULT_APP_ID.to_owned(),
        app_secret: feishu_emulator::DEFAULT_APP_SECRET.into(),
        from: "the emulator".to_owned(),
    })
}

#[cfg(not(feature = "emulator"))]
pub(crate) fn emulated() -> Option<Credentials> {
    None
}
