//! SPSS and Stata files: what pyreadstat cannot write, built byte by byte; and what no reader should meet.
//!
//! Agreement with pyreadstat on random frames: `tests/python/test_survey_files.py`.

mod survey {
    pub mod build;
    mod damaged;
    mod read;
}
