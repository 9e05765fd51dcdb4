//! What was spent, as a file beside the job lists it.

use super::faults::Faults;
use super::spans::Spans;
use crate::fault::{Fault, Place};
use crate::text_file;
use crate::value::{CostsSpec, InvestmentSpec, ValueSpec};
use csv::StringRecord;
use std::path::{Path, PathBuf};

/// Columns that the file must have.
const COLUMNS: [&str; 4] = ["year", "item", "amount", "kind"];

/// Reads the file of costs into the section, where it names one; gives what is wrong in the file itself.
pub(super) fn read(
    said: &mut Option<ValueSpec>,
    folder: &Path,
    spans: &Spans<'_>,
    faults: &mut Faults,
) -> Vec<Fault> {
    let Some(section) = said else { return Vec::new() };
    let Some(costs) = section.costs.clone() else { return Vec::new() };
    match text_file::read(&folder.join(&costs.file), text_file::WRITTEN) {
        Ok(text) => {
            let (items, found) = rows(&text, &costs);
            section.from_file = items;
            found
        }
        Err(refusal) => {
            let message = format!("cannot read the costs {}: {}", costs.file.display(), refusal.why);
            let help = format!("{}; paths start from the folder of the job", refusal.help);
            faults.add("MW708", spans.find(&["value", "costs"]).value, message, help);
            Vec::new()
        }
    }
}

fn rows(text: &str, costs: &CostsSpec) -> (Vec<InvestmentSpec>, Vec<Fault>) {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let fault = |row, column: &str, message: String| {
        let column = (!column.is_empty()).then(|| column.to_owned());
        let place = Place::Data { file: PathBuf::from(&costs.file), row: Some(row), column };
        Fault { code: "MW708", message, help: None, place }
    };
    let heading = reader.headers().cloned().unwrap_or_default();
    let place = |name: &str| heading.iter().position(|h| h.eq_ignore_ascii_case(name));
    let lacking: Vec<&str> = COLUMNS.into_iter().filter(|c| place(c).is_none()).collect();
    if !lacking.is_empty() {
        let message =
            format!("there is no column `{}`; it needs year, item, amount and kind", lacking.join("`, `"));
        return (Vec::new(), vec![fault(1, "", message)]);
    }
    let (mut items, mut faults) = (Vec::new(), Vec::new());
    for (row, record) in (2..).zip(reader.records()) {
        let read = record.map_err(|e| (String::new(), e.to_string()));
        let cell = |record: &StringRecord, name: &str| {
            place(name).and_then(|at| record.get(at)).unwrap_or_default().to_owned()
        };
        match read.and_then(|r| item(&|name| cell(&r, name), costs)) {
            Ok(read) => items.push(read),
            Err((column, message)) => faults.push(fault(row, &column, message)),
        }
    }
    (items, faults)
}

/// One line, or the column that cannot be read and why.
fn item(cell: &dyn Fn(&str) -> String, costs: &CostsSpec) -> Result<InvestmentSpec, (String, String)> {
    let wrong = |column: &str, what: &str| (column.to_owned(), format!("`{}` is {what}", cell(column)));
    let year = cell("year").parse::<u32>().map_err(|_| wrong("year", "no year"))?;
    let amount = cell("amount").parse::<f64>().ok().filter(|a| a.is_finite() && *a >= 0.0);
    let amount =
        amount.ok_or_else(|| wrong("amount", "no amount; write it without currency and separators"))?;
    let set_up = match cell("kind").to_lowercase().as_str() {
        "running" => false,
        "set-up" | "set_up" | "setup" => true,
        _ => return Err(wrong("kind", "neither `running` nor `set-up`")),
    };
    let item = cell("item");
    if item.is_empty() {
        return Err(("item".to_owned(), "nothing says what it was spent on".to_owned()));
    }
    Ok(InvestmentSpec {
        item,
        amount,
        year,
        price_year: costs.price_year,
        set_up,
        source: costs.source.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::rows;
    use crate::value::CostsSpec;

    fn costs() -> CostsSpec {
        CostsSpec { file: "costs.csv".into(), source: Some("accounts".to_owned()), price_year: None }
    }

    #[test]
    fn lines_become_costs() {
        let text = "\u{feff}Year,item,amount,kind\n2017,\"training, and travel\",1200.50,running\n2018, office ,90,set-up\n";
        let (items, faults) = rows(text, &costs());
        assert!(faults.is_empty(), "{faults:?}");
        let told: Vec<_> = items.iter().map(|i| (i.item.as_str(), i.year, i.amount, i.set_up)).collect();
        assert_eq!(told, [("training, and travel", 2017, 1200.5, false), ("office", 2018, 90.0, true)]);
        assert!(items.iter().all(|i| i.source.as_deref() == Some("accounts")));
    }

    #[test]
    fn every_line_that_cannot_be_read_is_told() {
        let text = "year,item,amount,kind\n17th,a,1,running\n2017,b,£1,running\n2017,c,1,once\n2017,,1,running\n2017,e,1\n";
        let (items, faults) = rows(text, &costs());
        assert_eq!((items.len(), faults.len()), (0, 5), "{faults:?}");
        assert!(rows("a,b\n1,2\n", &costs()).1[0].message.contains("`year`, `item`, `amount`, `kind`"));
    }
}
