//! Files that were completed elsewhere: several data sets below one another.

use super::files::{FileSpec, ReadSpec, RowsSpec};
use super::spec::{CellSpec, JobSpec};

impl JobSpec {
    /// Files that hold several completed data sets, in the order of the job.
    #[must_use]
    pub fn completed_files(&self) -> Vec<&ReadSpec> {
        let sides = self.treated.iter().chain(&self.control);
        let of_sides = sides.flat_map(|s| s.source.iter().chain(s.waves.values()).chain(s.files.values()));
        let of_units = self.units.iter().flat_map(|u| std::iter::once(&u.source).chain(u.files.values()));
        of_sides.chain(of_units).filter_map(FileSpec::read).filter(|r| r.imputed.is_some()).collect()
    }

    /// The job on data set `number` of those files, as if each held that one alone.
    #[must_use]
    pub fn on_data_set(&self, number: u32) -> Self {
        let mut job = self.clone();
        let sides = job.treated.iter_mut().chain(&mut job.control);
        let of_sides =
            sides.flat_map(|s| s.source.iter_mut().chain(s.waves.values_mut()).chain(s.files.values_mut()));
        let units = job.units.iter_mut();
        let of_units = units.flat_map(|u| std::iter::once(&mut u.source).chain(u.files.values_mut()));
        for file in of_sides.chain(of_units) {
            if let FileSpec::Read(read) = file
                && let Some(imputed) = read.imputed.take()
            {
                let is = CellSpec::Whole(i64::from(number));
                read.rows = Some(RowsSpec { column: imputed.column, is });
            }
        }
        job
    }
}
