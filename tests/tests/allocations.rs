//! Checking a request that keeps its rules allocates nothing, so validation can stay on.

use std::hint::black_box;

use feishu_tests::samples::{sample, seeded};

macro_rules! valid_requests {
    ($($product:ident { $($module:ident: $type:ident = $schema:ident;)+ })+) => {$(mod $product {$(
        #[test]
        fn $module() {
            use feishu_tests::products::$product::strategies::$module as generated;

            let (strategy, mut runner) = (generated::valid(), super::seeded());
            // A pattern is compiled when it is first needed.
            for _ in 0..50 {
                assert!(super::sample(&strategy, &mut runner).validate().is_ok());
            }
            for _ in 0..50 {
                let value = super::sample(&strategy, &mut runner);
                let counted = ::allocation_counter::measure(|| {
                    drop(super::black_box(super::black_box(&value).validate()));
                });
                assert_eq!(counted.count_total, 0, "{value:?}");
            }
        }
    )+})+};
}

feishu_tests::product_requests!(valid_requests);

/// Types with one of each rule.
mod kitchen_too {
    use super::{black_box, sample, seeded};

    feishu_tests::kitchen_requests!(valid_requests);
}
