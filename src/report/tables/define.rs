//! How a table is declared: each field once, with its type, unit and meaning.

use super::super::ReportError;
use arrow::array::RecordBatch;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// True or false.
    YesNo,
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name.
    pub name: &'static str,
    /// Type.
    pub kind: Type,
    /// Unit in words; empty where there is none.
    pub unit: &'static str,
    /// What it says, in one sentence.
    pub meaning: &'static str,
    /// `true` if a value may be missing.
    pub nullable: bool,
}

/// Which part of the run folder a table belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// Obeys the disclosure profile.
    Release,
    /// About single people: stays with the analyst.
    Restricted,
}

impl Folder {
    /// Name on disk.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Restricted => "restricted",
        }
    }
}

/// The declaration of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Name, also of the file.
    pub name: &'static str,
    /// What a row is.
    pub description: &'static str,
    /// Where it is written.
    pub folder: Folder,
    /// Columns that tell rows apart.
    pub key: &'static [&'static str],
    /// Columns in order.
    pub fields: &'static [Field],
}

impl Table {
    /// Path below the run folder.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}.parquet", self.folder.name(), self.name)
    }
}

/// A row of a declared table.
pub trait Row: Sized {
    /// The declaration.
    fn table() -> &'static Table;

    /// Rows as an Arrow table.
    ///
    /// # Errors
    /// [`ReportError::Table`] if Arrow refuses.
    fn batch(rows: &[Self]) -> Result<RecordBatch, ReportError>;

    /// An Arrow table as rows.
    ///
    /// # Errors
    /// [`ReportError::Column`] if a column is missing or of another type.
    fn rows(batch: &RecordBatch) -> Result<Vec<Self>, ReportError>;
}

/// Declares a table and the type of its rows.
macro_rules! table {
    (
        $(#[$doc:meta])*
        $row:ident = $name:literal, $description:literal, key $key:expr;
        $( $field:ident : $type:ty, $unit:literal, $meaning:literal; )*
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $row { $( #[doc = $meaning] pub $field: $type, )* }

        /// The declaration.
        pub static TABLE: $crate::report::tables::Table = $crate::report::tables::Table {
            name: $name,
            description: $description,
            folder: $crate::report::tables::Folder::Release,
            key: &$key,
            fields: &[ $( $crate::report::tables::Field {
                name: stringify!($field),
                kind: <$type as $crate::report::tables::Cell>::TYPE,
                unit: $unit,
                meaning: $meaning,
                nullable: <$type as $crate::report::tables::Cell>::NULLABLE,
            }, )* ],
        };

        impl $crate::report::tables::Row for $row {
            fn table() -> &'static $crate::report::tables::Table {
                &TABLE
            }

            fn batch(rows: &[Self]) -> Result<arrow::array::RecordBatch, $crate::report::ReportError> {
                use $crate::report::tables::Cell;
                let columns = vec![ $( <$type as Cell>::array(rows.iter().map(|r| &r.$field)), )* ];
                arrow::array::RecordBatch::try_new(TABLE.arrow_schema(), columns)
                    .map_err($crate::report::ReportError::table($name))
            }

            fn rows(
                batch: &arrow::array::RecordBatch,
            ) -> Result<Vec<Self>, $crate::report::ReportError> {
                use $crate::report::tables::read_column;
                $( let mut $field = read_column::<$type>(batch, $name, stringify!($field))?.into_iter(); )*
                let row = |_| Some($row { $( $field: $field.next()?, )* });
                Ok((0..batch.num_rows()).filter_map(row).collect())
            }
        }
    };
}
pub(crate) use table;
