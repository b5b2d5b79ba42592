//! Namespaces: each version of a product has names of its own.

use std::fmt;

/// A version of a product, such as `hire.v1`. What one declares has nothing to do with what another declares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Space {
    /// The name of the product, which is that of its folder.
    pub product: String,
    /// Such as `v1`.
    pub version: String,
}

impl Space {
    /// The one that a spec belongs to, by its path: `spec/hire/v1/talent/get.yaml` is in `hire.v1`.
    pub fn of(path: &str) -> Option<Self> {
        let (folders, _) = path.rsplit_once('/')?;
        let folders: Vec<_> = folders.split('/').collect();
        let pair = folders.windows(2).find(|pair| is_version(pair[1]))?;
        Some(Self { product: pair[0].to_owned(), version: pair[1].to_owned() })
    }
}

/// Whether a folder is called as a version: `v1`.
pub fn is_version(name: &str) -> bool {
    let digits = name.strip_prefix('v').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.product, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spec_is_in_the_first_folder_of_a_version() {
        let space = |path| Space::of(path).map(|space| space.to_string());
        assert_eq!(space("spec/hire/v1/talent/get.yaml").as_deref(), Some("hire.v1"));
        assert_eq!(space("hire/v2/types.yaml").as_deref(), Some("hire.v2"));
        assert_eq!(space("spec/hire/v1/v2/get.yaml").as_deref(), Some("hire.v1"));
        for path in [
            "spec/platform.yaml",
            "spec/hire/types.yaml",
            "v1/types.yaml",
            "spec/hire/v1.yaml",
            "a/v/b",
            "a/v1x/b",
        ] {
            assert_eq!(space(path), None, "{path}");
        }
    }
}
