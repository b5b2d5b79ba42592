//! Writes many rows of a file: checks all of them, then sends them, and resumes after an
//! interruption.

mod args;
mod bar;
mod columns;
mod confirm;
mod fill;
mod findings;
mod job;
mod paths;
mod reading;
mod results;
mod rounded;
mod rows;
mod run;
mod send;
mod sheet;
mod tally;
pub(crate) mod template;
mod time;

pub(crate) use args::{MANY, MODIFY_MANY, outlines};
pub(crate) use run::run;
