//! Is a message what it says it is? The library that takes messages apart trusts them.

use super::Wrong;
use arrow::buffer::Buffer;
use arrow::datatypes::{DataType, Field, Schema};
use arrow_ipc::convert::fb_to_schema;
use arrow_ipc::{
    CompressionType, DateUnit, Endianness, Int, IntervalUnit, Precision, RecordBatch, TimeUnit, Type,
};

/// Bytes that one batch may unpack to.
const LARGEST_BATCH: u64 = 2 << 30;
/// Rows that a batch may have beyond eight for each of its bytes: columns may be empty.
const FREE_ROWS: i64 = 1 << 24;
/// Times its size that an lz4 block can unpack to.
const LZ4: i64 = 255;

/// The columns, if they are of kinds that exist.
pub(super) fn schema(schema: arrow_ipc::Schema<'_>) -> Result<Schema, Wrong> {
    if schema.endianness() != Endianness::Little {
        return Err(Wrong::Kind("the table is in big-endian order".to_owned()));
    }
    let fields = schema.fields().ok_or_else(|| Wrong::Damaged("it has no columns".to_owned()))?;
    for field in fields {
        if !exists(&field, true) {
            let name = field.name().unwrap_or_default();
            return Err(Wrong::Damaged(format!("column `{name}` is of a kind that cannot be read")));
        }
    }
    Ok(fb_to_schema(schema))
}

fn exists(field: &arrow_ipc::Field<'_>, may_be_dictionary: bool) -> bool {
    if may_be_dictionary && let Some(dictionary) = field.dictionary() {
        return dictionary.indexType().is_some_and(whole) && exists(field, false);
    }
    let sound = |count: Option<usize>| {
        let children = field.children();
        count.is_none_or(|n| children.is_some_and(|c| c.len() == n))
            && children.is_none_or(|c| c.iter().all(|f| exists(&f, true)))
    };
    let unit = |u: TimeUnit| u.variant_name().is_some();
    match field.type_type() {
        Type::Null
        | Type::Bool
        | Type::Binary
        | Type::BinaryView
        | Type::LargeBinary
        | Type::Utf8
        | Type::Utf8View
        | Type::LargeUtf8 => true,
        Type::Int => field.type_as_int().is_some_and(whole),
        Type::FixedSizeBinary => field.type_as_fixed_size_binary().is_some_and(|b| b.byteWidth() > 0),
        Type::FloatingPoint => field.type_as_floating_point().is_some_and(|f| {
            matches!(f.precision(), Precision::HALF | Precision::SINGLE | Precision::DOUBLE)
        }),
        Type::Date => {
            field.type_as_date().is_some_and(|d| matches!(d.unit(), DateUnit::DAY | DateUnit::MILLISECOND))
        }
        Type::Time => field.type_as_time().is_some_and(|t| match t.unit() {
            TimeUnit::SECOND | TimeUnit::MILLISECOND => t.bitWidth() == 32,
            TimeUnit::MICROSECOND | TimeUnit::NANOSECOND => t.bitWidth() == 64,
            _ => false,
        }),
        Type::Timestamp => field.type_as_timestamp().is_some_and(|t| unit(t.unit())),
        Type::Duration => field.type_as_duration().is_some_and(|t| unit(t.unit())),
        Type::Interval => field.type_as_interval().is_some_and(|i| {
            matches!(
                i.unit(),
                IntervalUnit::YEAR_MONTH | IntervalUnit::DAY_TIME | IntervalUnit::MONTH_DAY_NANO
            )
        }),
        Type::Decimal => field.type_as_decimal().is_some_and(|d| {
            matches!(d.bitWidth(), 32 | 64 | 128 | 256)
                && (1..=76).contains(&d.precision())
                && (-76..=76).contains(&d.scale())
        }),
        Type::List | Type::LargeList | Type::ListView | Type::LargeListView => sound(Some(1)),
        Type::FixedSizeList => {
            sound(Some(1)) && field.type_as_fixed_size_list().is_some_and(|l| l.listSize() > 0)
        }
        Type::Map => sound(Some(1)) && field.type_as_map().is_some(),
        Type::RunEndEncoded => sound(Some(2)),
        Type::Struct_ => sound(None),
        _ => false,
    }
}

fn whole(int: Int<'_>) -> bool {
    matches!(int.bitWidth(), 8 | 16 | 32 | 64)
}

/// What columns take of a batch.
#[derive(Default)]
struct Parts {
    /// For each node, which buffer says where it has values; none if it needs none.
    nodes: Vec<Option<usize>>,
    buffers: usize,
}

/// Checks that a batch has the parts its columns need, each of them inside its bytes, and that it does
/// not claim to unpack to more than it can.
pub(super) fn batch<'f>(
    batch: &RecordBatch<'_>,
    body: &Buffer,
    kinds: impl Iterator<Item = &'f DataType>,
) -> Result<(), Wrong> {
    let damaged = |why: &str| Wrong::Damaged(why.to_owned());
    let (nodes, buffers) =
        batch.nodes().zip(batch.buffers()).ok_or_else(|| damaged("rows without columns"))?;
    let counts: Vec<i64> = batch.variadicBufferCounts().into_iter().flatten().collect();
    let (mut counts, mut needed) = (counts.into_iter(), Parts::default());
    for kind in kinds {
        count(kind, &mut counts, &mut needed).ok_or_else(|| damaged("text without its parts"))?;
    }
    if nodes.len() != needed.nodes.len() || buffers.len() != needed.buffers || counts.next().is_some() {
        return Err(damaged("rows do not have the parts that their columns need"));
    }
    let (rows, size) = (batch.length(), body.len().cast_signed() as i64);
    if !(0..=size.saturating_mul(8).saturating_add(FREE_ROWS)).contains(&rows) {
        return Err(damaged("it claims more rows than it can hold"));
    }
    let sizes = sizes(batch, body)?;
    for (node, marks) in nodes.iter().zip(needed.nodes) {
        let (cells, empty) = (node.length(), node.null_count());
        let marked = marks.map_or(u64::MAX, |at| sizes[at].saturating_mul(8));
        if !(0..=cells).contains(&empty) || (empty > 0 && marked < cells.cast_unsigned()) {
            return Err(damaged("it claims more cells than it has marks for"));
        }
    }
    Ok(())
}

/// How many bytes each part of a batch has, unpacked.
fn sizes(batch: &RecordBatch<'_>, body: &Buffer) -> Result<Vec<u64>, Wrong> {
    let packed = match batch.compression().map(|c| c.codec()) {
        None => false,
        Some(CompressionType::LZ4_FRAME) => true,
        Some(_) => return Err(Wrong::Kind("the table is compressed with Zstandard inside".to_owned())),
    };
    let (mut sizes, mut total) = (Vec::new(), 0_u64);
    for buffer in batch.buffers().into_iter().flatten() {
        let (from, length) = (buffer.offset(), buffer.length());
        if from < 0
            || length < 0
            || from.checked_add(length).is_none_or(|end| end > body.len().cast_signed() as i64)
        {
            return Err(Wrong::Damaged("a part lies outside its rows".to_owned()));
        }
        let size = if packed && length > 0 {
            unpacked(body, from.cast_unsigned() as usize, length)?
        } else {
            length.cast_unsigned()
        };
        total = total.saturating_add(size);
        sizes.push(size);
    }
    if packed && total > LARGEST_BATCH {
        let message = format!("{} bytes of the table claim to unpack to {total}", body.len());
        return Err(Wrong::Swollen(message));
    }
    Ok(sizes)
}

/// How many bytes a packed part says it unpacks to.
fn unpacked(body: &Buffer, from: usize, length: i64) -> Result<u64, Wrong> {
    let head = body.get(from..from + 8).filter(|_| length >= 8).and_then(|h| h.try_into().ok());
    let says =
        i64::from_le_bytes(head.ok_or_else(|| Wrong::Damaged("a packed part is too short".to_owned()))?);
    if says == -1 {
        return Ok(length.cast_unsigned() - 8);
    }
    if says < 0 || says > length.saturating_mul(LZ4) {
        return Err(Wrong::Damaged("a packed part claims more than it can hold".to_owned()));
    }
    Ok(says.cast_unsigned())
}

/// Adds what a column of one kind takes, its own parts before those of its children; `None` if the number
/// of its buffers is not said.
fn count(kind: &DataType, views: &mut impl Iterator<Item = i64>, parts: &mut Parts) -> Option<()> {
    let buffers = match kind {
        DataType::Utf8
        | DataType::Binary
        | DataType::LargeUtf8
        | DataType::LargeBinary
        | DataType::ListView(_)
        | DataType::LargeListView(_) => 3,
        DataType::Utf8View | DataType::BinaryView => {
            2 + usize::try_from(views.next()?).ok().filter(|n| *n < 1 << 31)?
        }
        DataType::FixedSizeList(..) | DataType::Struct(_) => 1,
        DataType::Null | DataType::RunEndEncoded(..) => 0,
        _ => 2,
    };
    parts.nodes.push((buffers > 0).then_some(parts.buffers));
    parts.buffers += buffers;
    let mut child = |field: &Field| count(field.data_type(), views, parts);
    match kind {
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::Map(field, _)
        | DataType::ListView(field)
        | DataType::LargeListView(field)
        | DataType::FixedSizeList(field, _) => child(field),
        DataType::Struct(fields) => fields.iter().try_for_each(|field| child(field)),
        DataType::RunEndEncoded(ends, values) => child(ends).and_then(|()| child(values)),
        _ => Some(()),
    }
}
