//! A client of the SDK for this emulator.

use feishu_core::{Client, ClientBuilder, NoRateLimit};

use super::Emulator;
use crate::limits::RateLimits;

impl Emulator {
    /// Settings of a client that calls this emulator as its first app, with the feature `client`.
    ///
    /// A client of your own making paces its calls to the documented rate limits, 10 calls a second
    /// for most operations, because it cannot know that an emulator counts nothing. This one does not
    /// wait, unless the emulator counts [as the platform does](crate::RateLimits::Real).
    ///
    /// `C` is the client of a product, such as `feishu_hire::Client`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use feishu_core::Client;
    /// use feishu_emulator::Emulator;
    ///
    /// let emulator = Emulator::builder().samples().start().await?;
    /// let client = emulator.client::<Client>().build()?;
    /// assert_eq!(client.host(), emulator.base_url());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// For a store app, give it a `token_provider`: `feishu_core::StoreApp`, with the tickets of
    /// [`app_ticket`](Self::app_ticket).
    pub fn client<C: From<Client>>(&self) -> ClientBuilder<C> {
        let builder =
            ClientBuilder::new(self.app_id(), self.app_secret()).base_url(self.base_url());
        // The caller that started the emulator allowed an address that other machines can reach.
        let builder = match self.address.ip().to_canonical().is_loopback() {
            true => builder,
            false => builder.allow_insecure_http(),
        };
        match self.service.rate_limits() {
            RateLimits::Real => builder,
            // Limits of another scale are not those that a client knows; it hears of them in time.
            RateLimits::Off | RateLimits::Scaled(_) => builder.rate_limiter(NoRateLimit),
        }
    }
}
