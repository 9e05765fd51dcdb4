//! Files that are too large, too odd or too binary to be kept: made when they are needed.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Makes what the lines of the recipe say in `folder`: the name of a recipe, or a change of one file.
///
/// ```text
/// sound users.sav            a sound file of the collection
/// cut users.sav 1200         the first 1200 bytes
/// patch users.sav 68 ffff    bytes from place 68 on (from the end, if negative)
/// append users.sav ffff      bytes at the end
/// gzip users.csv             packed, as users.csv.gz
/// ```
pub fn make(recipe: &str, folder: &Path) -> Result<(), String> {
    recipe.lines().try_for_each(|line| step(line, folder).map_err(|e| format!("recipe `{line}`: {e}")))
}

fn step(line: &str, folder: &Path) -> io::Result<()> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |word: &str| word.parse::<i64>().map_err(io::Error::other);
    match words[..] {
        ["sound", name] => {
            fs::copy(Path::new(crate::case::ROOT).join("_sound").join(name), folder.join(name)).map(drop)
        }
        ["cut", name, at] => {
            File::options().write(true).open(folder.join(name))?.set_len(number(at)?.cast_unsigned())
        }
        ["patch", name, at, bytes] => {
            let mut content = fs::read(folder.join(name))?;
            let (at, bytes) = (number(at)?, hex(bytes)?);
            let at =
                if at < 0 { content.len() - at.unsigned_abs() as usize } else { at.unsigned_abs() as usize };
            content[at..at + bytes.len()].copy_from_slice(&bytes);
            fs::write(folder.join(name), content)
        }
        ["append", name, bytes] => {
            File::options().append(true).open(folder.join(name))?.write_all(&hex(bytes)?)
        }
        ["gzip", name] => {
            let to = File::create(folder.join(format!("{name}.gz")))?;
            let mut packed = flate2::write::GzEncoder::new(to, flate2::Compression::fast());
            io::copy(&mut File::open(folder.join(name))?, &mut packed)?;
            fs::remove_file(folder.join(name))?;
            packed.finish().map(drop)
        }
        [name] => {
            let known = RECIPES.iter().chain(&crate::tables::RECIPES).find(|(known, _)| *known == name);
            known.map_or_else(|| Err(io::Error::other("no such recipe")), |(_, make)| make(folder))
        }
        _ => Err(io::Error::other("not understood")),
    }
}

fn hex(text: &str) -> io::Result<Vec<u8>> {
    let byte = |at: usize| {
        u8::from_str_radix(text.get(at..at + 2).unwrap_or_default(), 16).map_err(io::Error::other)
    };
    (0..text.len()).step_by(2).map(byte).collect()
}

/// What a recipe is: a name, and what makes the files.
pub type Recipe = (&'static str, fn(&Path) -> io::Result<()>);

const RECIPES: [Recipe; 29] = [
    ("named_pipe", |at| pipe(&at.join("users.csv"))),
    ("job_is_a_pipe", |at| pipe(&at.join("job.toml"))),
    ("socket", socket),
    ("link_to_itself", |at| link(at, "users.csv")),
    ("link_to_nothing", |at| link(at, "gone.csv")),
    ("path_of_5000_characters", |at| job(at, "\"users.csv\"", &format!("\"{}.csv\"", "long/".repeat(1_000)))),
    ("job_is_parquet", |at| fs::write(at.join("job.toml"), b"PAR1\0\0\x15\x04\x15\xF2\0\0PAR1")),
    ("job_of_100_mb", |at| fill(&at.join("job.toml"), b"# nothing to see here\n", 100 << 20)),
    ("job_of_deep_lists", |at| {
        let text = format!("name = {}{}\n", "[".repeat(50_000), "]".repeat(50_000));
        fs::write(at.join("job.toml"), text)
    }),
    ("job_of_deep_keys", |at| fs::write(at.join("job.toml"), format!("a{} = 1\n", ".a".repeat(20_000)))),
    ("job_of_unknown_keys", |at| {
        let keys = (0..2_000).fold(String::new(), |mut keys, i| {
            let _ = writeln!(keys, "nonsense_{i} = {i}");
            keys
        });
        job(at, "seed = 7\n", &format!("seed = 7\n{keys}"))
    }),
    ("where_of_deep_brackets", |at| {
        filter(at, &format!("{}age{} > 60", "(".repeat(20_000), ")".repeat(20_000)))
    }),
    ("where_of_many_conditions", |at| filter(at, &format!("age > 60{}", " and age > 60".repeat(20_000)))),
    ("where_of_many_sums", |at| filter(at, &format!("age{} > 60", " + 1".repeat(20_000)))),
    ("where_of_many_nots", |at| filter(at, &format!("{}age > 60", "not ".repeat(20_000)))),
    ("where_of_many_minuses", |at| filter(at, &format!("age > {}60", "- ".repeat(20_000)))),
    ("seventy_thousand_levels", |at| {
        let pool = "person,years,gender,alone,s1,s2,s3,e1,e2,e3\n";
        rows(&at.join("pool.csv"), pool, 70_000, |i| format!("{i},70,2,1,1,2,1,1,1,1\n"))?;
        let users = "client,age,sex,alone,s1,s2,s3,e1,e2,e3\n";
        rows(&at.join("users.csv"), users, 70_000, |i| format!("{i},70,F,yes,1,2,1,1,1,1\n"))
    }),
    ("release_of_damaged_tables", |at| {
        let release = at.join("old/release");
        fs::create_dir_all(&release)?;
        for name in ["balance", "descriptives", "effects", "flow", "review", "specifications", "feasibility"]
        {
            fs::write(release.join(format!("{name}.parquet")), b"PAR1 this is no table PAR1")?;
        }
        Ok(())
    }),
    ("heading_of_five_million_columns", |at| {
        fill(&at.join("users.csv"), b"client,age,sex,alone,s1,s2,s3,e1,e2,e3,", 20 << 20)
    }),
    ("line_of_300_mb", |at| {
        let mut file = open(&at.join("users.csv"))?;
        file.write_all(b"client,age,sex,alone,s1,s2,s3,e1,e2,e3\nc01,")?;
        repeat(&mut file, b"7777777777777777", 300 << 20)
    }),
    ("quote_over_300_mb", |at| {
        let mut file = open(&at.join("users.csv"))?;
        file.write_all(b"client,age,sex,alone,s1,s2,s3,e1,e2,e3\n\"c01,70,F,yes,1,2,3,1,2,3\n")?;
        repeat(&mut file, b"c02,70,F,yes,1,2,3,1,2,3\n", 300 << 20)
    }),
    ("row_of_a_hundred_million_cells", |at| {
        let mut file = open(&at.join("users.csv"))?;
        file.write_all(b"client,age,sex,alone,s1,s2,s3,e1,e2,e3\n")?;
        repeat(&mut file, b",,,,,,,,,,", 100_000_000)
    }),
    ("terabyte_of_nothing", |at| File::create(at.join("users.csv"))?.set_len(1 << 40)),
    ("terabyte_behind_a_heading", |at| {
        let mut file = File::create(at.join("users.csv"))?;
        file.write_all(b"client,age,sex,alone,s1,s2,s3,e1,e2,e3\nc01,70,F,yes,1,2,3,1,2,3\n")?;
        file.set_len(1 << 40)
    }),
    ("random_bytes", |at| {
        let mut state = 88_172_645_463_325_252_u64;
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        })
        .take(200_000)
        .collect();
        fs::write(at.join("users.csv"), bytes)
    }),
    ("gzip_bomb_of_zeros", |at| bomb(at, &[0])),
    ("gzip_bomb_of_rows", |at| {
        bomb(at, format!("c01,70,F,yes,1,2,3,1,2,{}\n", "3".repeat(3_000)).as_bytes())
    }),
    ("unreadable_run_folder", |at| {
        fs::create_dir_all(at.join("old/release"))?;
        File::create(at.join("old/manifest.json"))?.set_len(1 << 40)
    }),
    ("distance_table_is_a_pipe", |at| pipe(&at.join("d.csv"))),
];

/// 1 GB of one piece over and over behind a heading, packed.
fn bomb(at: &Path, piece: &[u8]) -> io::Result<()> {
    let file = File::create(at.join("users.csv.gz"))?;
    let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::best());
    packed.write_all(b"client,age,sex,alone,s1,s2,s3,e1,e2,e3\n")?;
    repeat(&mut packed, piece, 1 << 30)?;
    packed.finish().map(drop)
}

fn pipe(path: &Path) -> io::Result<()> {
    let _ = fs::remove_file(path);
    let made = std::process::Command::new("mkfifo").arg(path).status()?;
    if made.success() { Ok(()) } else { Err(io::Error::other("mkfifo refused")) }
}

fn socket(at: &Path) -> io::Result<()> {
    fs::remove_file(at.join("users.csv"))?;
    std::os::unix::net::UnixListener::bind(at.join("users.csv")).map(drop)
}

fn link(at: &Path, to: &str) -> io::Result<()> {
    fs::remove_file(at.join("users.csv"))?;
    std::os::unix::fs::symlink(to, at.join("users.csv"))
}

/// The job that all share, with `old` replaced.
pub fn job(at: &Path, old: &str, new: &str) -> io::Result<()> {
    let text = fs::read_to_string(at.join("job.toml"))?;
    if !text.contains(old) {
        return Err(io::Error::other(format!("the job has no `{old}`")));
    }
    fs::write(at.join("job.toml"), text.replacen(old, new, 1))
}

fn filter(at: &Path, expression: &str) -> io::Result<()> {
    job(at, "seed = 7\n", &format!("seed = 7\nwhere = \"{expression}\"\n"))
}

pub fn open(path: &Path) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(path)?))
}

fn rows(path: &Path, heading: &str, n: usize, row: impl Fn(usize) -> String) -> io::Result<()> {
    let mut file = open(path)?;
    file.write_all(heading.as_bytes())?;
    (0..n).try_for_each(|i| file.write_all(row(i).as_bytes()))
}

fn fill(path: &Path, piece: &[u8], bytes: usize) -> io::Result<()> {
    repeat(&mut open(path)?, piece, bytes)
}

/// Writes `piece` until there are `bytes` bytes.
pub fn repeat(to: &mut impl Write, piece: &[u8], bytes: usize) -> io::Result<()> {
    let block = piece.repeat((1 << 16) / piece.len() + 1);
    let mut left = bytes;
    while left > 0 {
        let now = left.min(block.len());
        to.write_all(&block[..now])?;
        left -= now;
    }
    to.flush()
}
