//! From a job to a study.
