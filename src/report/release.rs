//! The tables before and after disclosure control.

use super::ReportError;
use super::disclose::Overlap;
use super::disk::Content;
use super::tables::attrition::AttritionRecord;
use super::tables::attrition_bounds::BoundsRecord;
use super::tables::balance::BalanceRecord;
use super::tables::curve::CurveRecord;
use super::tables::curve_choices::ChoiceRecord;
use super::tables::curve_combinations::CombinationRecord;
use super::tables::descriptives::DescriptiveRecord;
use super::tables::effects::EffectRecord;
use super::tables::factors::FactorRecord;
use super::tables::flow::FlowRecord;
use super::tables::moderators::ModeratorRecord;
use super::tables::review::ReviewRecord;
use super::tables::scales::ScaleRecord;
use super::tables::sensitivity::SensitivityRecord;
use super::tables::specifications::SpecificationRecord;
use super::tables::tests::TestRecord;
use super::tables::value::ValueRecord;
use super::tables::{Row, Table};
use arrow::array::RecordBatch;
use std::path::{Path, PathBuf};

/// Findings in tables, exact: for [`super::disclose()`] only.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tables {
    /// People with and without an end score.
    pub attrition: Vec<AttritionRecord>,
    /// What those without could do to the results.
    pub attrition_bounds: Vec<BoundsRecord>,
    /// How alike the groups are.
    pub balance: Vec<BalanceRecord>,
    /// What the cells of the specification curve say together.
    pub curve: Vec<CurveRecord>,
    /// How they hang on each choice.
    pub curve_choices: Vec<ChoiceRecord>,
    /// What became of every combination.
    pub curve_combinations: Vec<CombinationRecord>,
    /// What the differences are.
    pub effects: Vec<EffectRecord>,
    /// What improvement goes with.
    pub factors: Vec<FactorRecord>,
    /// How far they differ between people.
    pub moderators: Vec<ModeratorRecord>,
    /// Figures behind charts and tables.
    pub descriptives: Vec<DescriptiveRecord>,
    /// Settings and headlines.
    pub specifications: Vec<SpecificationRecord>,
    /// Findings of the design review.
    pub review: Vec<ReviewRecord>,
    /// Means of the people supported alone.
    pub scales: Vec<ScaleRecord>,
    /// What doubts of some strength make of the effects.
    pub sensitivity: Vec<SensitivityRecord>,
    /// Results without a formula for their interval.
    pub tests: Vec<TestRecord>,
    /// Who stays, who leaves and why.
    pub flow: Vec<FlowRecord>,
    /// What the effect is worth beside what was spent.
    pub value: Vec<ValueRecord>,
    /// How far the people of the specifications are apart; no table, and empty in a release.
    pub overlaps: Vec<Overlap>,
}

/// Findings that passed disclosure control: all that a renderer sees.
///
/// Made by [`super::disclose()`], or read back from a run folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Release(Tables);

impl Release {
    pub(super) fn new(tables: Tables) -> Self {
        Self(tables)
    }

    /// The tables.
    #[must_use]
    pub fn tables(&self) -> &Tables {
        &self.0
    }

    pub(super) fn into_tables(self) -> Tables {
        self.0
    }

    /// The primary specification.
    ///
    /// # Errors
    /// [`ReportError::NoPrimary`] if there is none.
    pub fn primary(&self) -> Result<&SpecificationRecord, ReportError> {
        self.0.specifications.iter().find(|s| s.primary).ok_or(ReportError::NoPrimary)
    }

    /// Reads the release of a run folder, or a release folder itself.
    ///
    /// # Errors
    /// A table is missing or not what it should be.
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        let inner = folder.join("release");
        let folder = if inner.is_dir() { inner } else { folder.to_path_buf() };
        Ok(Self(Tables {
            attrition: read(&folder)?,
            attrition_bounds: read(&folder)?,
            balance: read(&folder)?,
            curve: read(&folder)?,
            curve_choices: read(&folder)?,
            curve_combinations: read(&folder)?,
            effects: read(&folder)?,
            factors: read(&folder)?,
            moderators: read(&folder)?,
            descriptives: read(&folder)?,
            specifications: read(&folder)?,
            review: read(&folder)?,
            scales: read(&folder)?,
            sensitivity: read(&folder)?,
            flow: read(&folder)?,
            tests: read(&folder)?,
            value: read(&folder)?,
            overlaps: Vec::new(),
        }))
    }

    /// The files of the release, paths below the run folder.
    ///
    /// # Errors
    /// [`ReportError::Table`] if a table cannot be encoded.
    pub fn files(&self) -> Result<Vec<(PathBuf, Content<'static>)>, ReportError> {
        let write = |(table, batch): (&Table, RecordBatch)| {
            let bytes = super::parquet::of_batch(table.name, &batch)?;
            Ok((PathBuf::from(table.path()), Content::Bytes(bytes)))
        };
        self.batches()?.into_iter().map(write).collect()
    }

    /// Every table with its declaration, in order of name.
    ///
    /// # Errors
    /// [`ReportError::Table`] if Arrow refuses.
    pub fn batches(&self) -> Result<Vec<(&'static Table, RecordBatch)>, ReportError> {
        let t = &self.0;
        Ok(vec![
            file(&t.attrition)?,
            file(&t.attrition_bounds)?,
            file(&t.balance)?,
            file(&t.curve)?,
            file(&t.curve_choices)?,
            file(&t.curve_combinations)?,
            file(&t.descriptives)?,
            file(&t.effects)?,
            file(&t.factors)?,
            file(&t.flow)?,
            file(&t.moderators)?,
            file(&t.review)?,
            file(&t.scales)?,
            file(&t.sensitivity)?,
            file(&t.specifications)?,
            file(&t.tests)?,
            file(&t.value)?,
        ])
    }
}

fn file<R: Row>(rows: &[R]) -> Result<(&'static Table, RecordBatch), ReportError> {
    Ok((R::table(), R::batch(rows)?))
}

fn read<R: Row>(folder: &Path) -> Result<Vec<R>, ReportError> {
    let table = R::table().name;
    let path = folder.join(format!("{table}.parquet"));
    if !path.is_file() {
        return Err(ReportError::MissingTable { path, table: table.to_owned() });
    }
    let file = std::fs::File::open(&path).map_err(ReportError::io("read", &path))?;
    super::parquet::rows(file)
}
