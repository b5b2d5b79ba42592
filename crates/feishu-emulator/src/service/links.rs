//! Files that are fetched by the links that responses named.

use axum::http::Method;
use rusqlite::Transaction;

use super::{Service, refusal};
use crate::catalogue::{Contents, Head, Operation};
use crate::code::{ANY_INVALID_PARAMETER, ANY_SYSTEM_ERROR};
use crate::file_link::{self, Link};
use crate::reply::Reply;
use crate::request::Request;
use crate::route::NoMatch;

impl Service {
    /// Gives out a file for the address that a response named. The address is the permission.
    pub(super) fn follow(&self, link: Link<'_>, request: &Request, log_id: String) -> Reply {
        let now = self.clock.now();
        let opened = if request.method == Method::GET {
            let (parts, code) = (self.parts(), self.bad_parameter(link.product));
            let open = |tx: &Transaction<'_>| file_link::open(tx, parts, link, code, now);
            self.store.transaction(open).map_err(|failure| refusal(failure, ANY_SYSTEM_ERROR))
        } else {
            let methods = vec![Method::GET.to_string()];
            Err(self.refuse_route(&NoMatch::Method(methods), request))
        };
        let (mut reply, code) = match opened {
            Ok(file) => (Reply { status: 200, file: Some(file), ..Reply::blank(&log_id) }, 0),
            Err(refusal) => self.reply(request, Err(refusal), log_id),
        };
        self.record(request, None, &link.recorded_path(), &mut reply, code, None);
        reply
    }

    /// The code of a bad parameter, where the operations on files of a product have one.
    fn bad_parameter(&self, product: &str) -> i64 {
        let is_wanted = |head: Head<'_>| head.is_file && head.product == product;
        // One that cannot be read is reported when the file is looked for.
        let mut catalogues = self.parts().with_kinds(is_wanted).filter_map(Result::ok);
        let operation = catalogues.find_map(|Contents { operations, kinds }| {
            let is_of_files = |operation: &&Operation| {
                let kind = operation.emulate.as_ref().and_then(|it| kinds.find(&it.kind));
                kind.is_some_and(|kind| is_wanted(kind.head()))
            };
            operations.iter().find(is_of_files)
        });
        operation.map_or(ANY_INVALID_PARAMETER, |operation| operation.invalid_parameter).code
    }
}
