//! Runs the tests that stand in the example of the same name: the manifest, which is generated, knows of no example.

#[allow(dead_code, reason = "an example is a program, and this runs only its tests")]
#[path = "../examples/test_with_emulator.rs"]
mod example;
