//! Codebooks: the facts that are known about the sources are in the files, and the files can be asked.

use matchwell::codebook::{self, Codebook, Part, find};
use matchwell::job::CellSpec;
use matchwell::score::Mark;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

fn book(name: &str) -> Arc<Codebook> {
    find(name, Path::new("")).expect("a codebook of the program")
}

fn columns(book: &Codebook, concept: &str, wave: &str) -> Vec<String> {
    book.column(concept, Some(wave)).map(|e| e.columns.to_vec()).unwrap_or_default()
}

fn missing(book: &Codebook, concept: &str, wave: &str) -> Vec<String> {
    book.column(concept, Some(wave))
        .map(|e| e.missing.iter().map(CellSpec::word).collect())
        .unwrap_or_default()
}

/// Waves, years and files of the English Longitudinal Study of Ageing.
#[test]
fn files_and_years_of_elsa_are_known() {
    let files = [
        ("1", Some("2002/3"), "wave_1_core_data_v3"),
        ("2", Some("2004/5"), "wave_2_core_data_v4"),
        ("3", Some("2006/7"), "wave_3_elsa_data_v4"),
        ("4", Some("2008/9"), "wave_4_elsa_data_v3"),
        ("5", Some("2010/11"), "wave_5_elsa_data_v4"),
        ("6", Some("2012/13"), "wave_6_elsa_data_v2"),
        ("7", Some("2014/15"), "wave_7_elsa_data"),
        ("8", Some("2016/17"), "wave_8_elsa_data_eul_v2"),
        ("9", Some("2018/19"), "wave_9_elsa_data_eul_v2"),
        ("10", Some("2021/23"), "wave_10_elsa_data_eul_v4"),
        ("11", None, "wave_11_elsa_data_eul_v1"),
    ];
    let elsa = book("elsa");
    for (name, years, core) in files {
        let wave = elsa.spec().wave.iter().find(|w| w.name == name).expect("a wave");
        assert_eq!(wave.years.as_deref(), years, "{name}");
        assert_eq!(wave.files["core"].list()[0], core, "{name}");
        let marked = wave.fact.iter().any(|f| f.of == Part::Years && f.mark == Mark::Verified);
        assert_eq!(marked, !["10", "11"].contains(&name), "{name}: years of wave 10 are not verified");
    }
    let eight = elsa.spec().wave.iter().find(|w| w.name == "8").expect("a wave");
    assert_eq!(eight.files["financial"].list(), ["wave_8_elsa_financial_dvs_eul_v1"]);
    assert_eq!(eight.files["ifs"].list(), ["wave_8_elsa_ifs_dvs_eul_v1"]);
    assert_eq!(eight.files["core"].list()[1], "wave_8_elsa_data_eul_v1");
}

/// Concept, column in wave 7, column in wave 8; empty where a wave does not have it.
const ELSA: [(&str, &str, &str); 60] = [
    ("lack_companionship", "scfeela", "scfeela"),
    ("left_out", "scfeelb", "scfeelb"),
    ("isolated", "scfeelc", "scfeelc"),
    ("in_tune", "scfeeld", "scfeeld"),
    ("feels_lonely", "scfeele", "scfeele"),
    ("sex", "indsex", "indsex"),
    ("sex", "dhsex", "indsex"),
    ("sex", "disex", "indsex"),
    ("age", "indager", "indager"),
    ("year_of_birth", "indobyr", "indobyr"),
    ("self_rated_health", "hehelf", "hehelf"),
    ("long_standing_illness", "heill", "heill"),
    ("limiting_illness", "helim", "helim"),
    ("marital_status", "dimar", "dimar"),
    ("couple", "couple", "couple"),
    ("work_status", "wpdes", "wpdes"),
    ("ethnicity", "fqethnr", "fqethnr"),
    ("education", "edqual", "edqual"),
    ("qualification_asked", "fqend", "fqend"),
    ("household_size", "hhtot", "hhtot"),
    ("region", "gor", "gor"),
    ("income", "totinc_bu_s", "totinc_bu_s"),
    ("income_equivalised", "eqtotinc_bu_s", "eqtotinc_bu_s"),
    ("wealth_net_of_housing", "nettotnhw_bu_s", "nettotnhw_bu_s"),
    ("wealth", "nettotw_bu_s", "nettotw_bu_s"),
    ("wealth_quintile_non_housing", "tnhwq5_bu_s", "tnhwq5_bu_s"),
    ("wealth_quintile_financial", "nfwq5_bu_s", "nfwq5_bu_s"),
    ("wealth_quintile", "totwq5_bu_s", "totwq5_bu_s"),
    ("casp_1", "scqola", "scqola"),
    ("casp_2", "scqolb", "scqolb"),
    ("casp_10", "scqolj", "scqolj"),
    ("casp_19", "scqols", "scqols"),
    ("cesd_a", "psceda", "psceda"),
    ("cesd_b", "pscedb", "pscedb"),
    ("cesd_c", "pscedc", "pscedc"),
    ("cesd_d", "pscedd", "pscedd"),
    ("cesd_e", "pscede", "pscede"),
    ("cesd_f", "pscedf", "pscedf"),
    ("cesd_g", "pscedg", "pscedg"),
    ("cesd_h", "pscedh", "pscedh"),
    ("proxy", "askpx", "askpx"),
    ("final_status", "finstatw7", "finstat"),
    ("sample_type", "samptyp", "samptyp"),
    ("outcome_code", "w7indout", "w8indout"),
    ("interview_month", "iintdatm", "iintdatm"),
    ("interview_year", "iintdaty", "iintdaty"),
    ("cross_sectional", "w7xwgt", "w8xwgt"),
    ("longitudinal", "w7lwgt", "w8w1lwgt"),
    ("longitudinal_since_4", "", "w8w4lwgt"),
    ("self_completion", "w7scwt", "w8scwt"),
    ("self_completion_second", "", "w8sscwt"),
    ("household", "idahhw7", "idahhw8"),
    ("id", "idauniq", "idauniq"),
    ("casp_3", "scqolc", "scqolc"),
    ("casp_4", "scqold", "scqold"),
    ("casp_5", "scqole", "scqole"),
    ("casp_6", "scqolf", "scqolf"),
    ("casp_7", "scqolg", "scqolg"),
    ("casp_8", "scqolh", "scqolh"),
    ("casp_9", "scqoli", "scqoli"),
];

#[test]
fn columns_of_waves_7_and_8_of_elsa_are_known() {
    let elsa = book("elsa");
    for (concept, seven, eight) in ELSA {
        for (wave, column) in [("7", seven), ("8", eight)] {
            let known = columns(&elsa, concept, wave);
            if column.is_empty() {
                assert!(known.is_empty(), "{concept} in wave {wave}");
                continue;
            }
            assert!(known.iter().any(|c| c == column), "{concept} in wave {wave}: {known:?}");
            let asked = elsa.column(&column.to_uppercase(), Some(wave)).expect("asked by its own name");
            assert_eq!((asked.concept, asked.columns), (concept, &[column.to_owned()][..]));
        }
    }
}

#[test]
fn names_that_change_by_wave_are_known() {
    let elsa = book("elsa");
    for (concept, wave, column) in [
        ("age", "1", "dhager"),
        ("age", "3", "dhager"),
        ("age", "4", "heage"),
        ("age", "5", "heage"),
        ("age", "6", "indager"),
        ("self_rated_health", "1", "hegenh"),
        ("self_rated_health", "2", "hehelf"),
        ("self_rated_health", "3", "hegenh"),
        ("ethnicity", "10", "fqethnmr"),
        ("qualification_hse", "0", "topqual3"),
        ("ons_anxious", "9", "scovan"),
        ("ons_satisfied", "9", "scovsa"),
        ("ons_worthwhile", "9", "scovwo"),
        ("ons_happy", "9", "scovha"),
        ("cross_sectional", "2", "w2wgt"),
        ("cross_sectional", "10", "w10xwgt"),
        ("self_completion", "2", "scw2wgt"),
        ("self_completion_second", "6", "w6sscwt"),
        ("cluster_wave_2", "2", "hseclst"),
        ("stratum_wave_2", "2", "astratif"),
        ("household", "10", "idahhw10"),
    ] {
        assert_eq!(columns(&elsa, concept, wave), [column], "{concept} in wave {wave}");
    }
    for (concept, wave) in [("isolated", "1"), ("longitudinal_since_4", "7"), ("cluster_wave_2", "3")] {
        assert!(columns(&elsa, concept, wave).is_empty(), "{concept} in wave {wave}");
    }
    assert!(elsa.column("w8lwgt", Some("8")).is_none(), "there is no such weight");
    for wave in ["2", "3", "4", "5", "6", "7", "8", "10"] {
        assert_eq!(columns(&elsa, "isolated", wave), ["scfeelc"]);
    }
}

/// That negative numbers are missing is never assumed.
#[test]
fn missing_codes_are_those_of_the_column() {
    let elsa = book("elsa");
    let answers = ["-1", "-2", "-3", "-8", "-9"];
    assert_eq!(missing(&elsa, "isolated", "7"), answers);
    assert_eq!(missing(&elsa, "age", "7"), answers);
    assert_eq!(missing(&elsa, "year_of_birth", "7"), ["-1", "-2", "-3", "-7", "-8", "-9"]);
    for money in ["wealth", "income", "income_equivalised", "wealth_net_of_housing", "cross_sectional"] {
        assert!(missing(&elsa, money, "7").is_empty(), "{money}: negative amounts are debts");
    }
    let age = elsa.column("Age", Some("8")).expect("age");
    assert_eq!(age.map.get("-7"), Some(&CellSpec::Whole(90)), "-7 is 90 or more");
    let entry = elsa.column("wealth", Some("7")).expect("wealth");
    assert_eq!(entry.file, Some("financial"));
    let list = &elsa.spec().missing["answers"];
    for (code, words) in
        [("-1", "not applicable"), ("-2", "schedule not applicable"), ("-8", "don't know"), ("-9", "refused")]
    {
        assert!(list.codes[code].starts_with(words), "{code}");
    }
    let unsure = list.fact.iter().filter(|f| f.mark == Mark::Unverified);
    let said: String = unsure.filter_map(|f| f.says.clone()).collect();
    assert!(said.contains("-2") && said.contains("-3"), "what -2 and -3 mean is marked");
}

#[test]
fn values_are_carried_forward_only_where_a_rule_says_so() {
    let elsa = book("elsa");
    let carry = |concept: &str, wave: &str| elsa.column(concept, Some(wave)).expect("known").carry.to_vec();
    assert_eq!(carry("ethnicity", "4"), ["3", "2", "1"], "nearest first, none from later waves");
    assert_eq!(carry("ethnicity", "8")[0], "7");
    assert!(carry("ethnicity", "1").is_empty());
    let others = elsa.concepts().filter(|c| *c != "ethnicity");
    for concept in others {
        if let Some(entry) = elsa.column(concept, Some("8")) {
            assert!(entry.carry.is_empty(), "{concept}");
        }
    }
}

#[test]
fn facts_about_values_are_known() {
    let elsa = book("elsa");
    let labels = |c: &str| elsa.column(c, Some("7")).expect("known").labels.clone();
    for item in ["lack_companionship", "left_out", "isolated"] {
        let said: Vec<(String, String)> = labels(item).into_iter().collect();
        let want = [("1", "hardly ever or never"), ("2", "some of the time"), ("3", "often")];
        assert!(said.iter().zip(want).all(|((a, b), (c, d))| a == c && b == d), "{item}");
    }
    assert_eq!((&labels("sex")["1"][..], &labels("sex")["2"][..]), ("male", "female"));
    assert_eq!(&labels("ethnicity")["2"], "non-white");
    assert_eq!(&labels("cesd_e")["1"], "yes");
    assert_eq!(&labels("proxy")["1"], "proxy");
    let text = include_str!("../data-schemas/codebooks/elsa.toml");
    for fact in [
        "Hardly ever of never",
        "turned round in the score",
        "leave it out where loneliness is the outcome",
        "keep core members only",
        "E12000001",
        "1 is living alone",
        "not in the core file of wave 8",
        "since wave 1; a plain w8lwgt does not exist",
        "stratum from wave 3 on, with the household as cluster",
        "1 is a proxy interview",
    ] {
        assert!(text.contains(fact), "{fact}");
    }
    let h = include_str!("../data-schemas/codebooks/h_elsa.toml");
    assert!(h.contains("the cluster variable of the harmonised file is wrong"));
}

#[test]
fn harmonised_elsa_is_known() {
    let h = book("h_elsa");
    for wave in 2..=9 {
        let w = wave.to_string();
        for (concept, pattern) in [
            ("lack_companionship", "complac"),
            ("left_out", "leftout"),
            ("isolated", "isolate"),
            ("in_tune", "intune"),
            ("loneliness", "lnlys3"),
            ("loneliness_four", "lnlys"),
            ("age", "agey"),
            ("marital_status", "mstat"),
            ("self_rated_health", "shlt"),
            ("cross_sectional", "cwtresp"),
            ("longitudinal", "lwtresp"),
        ] {
            assert_eq!(columns(&h, concept, &w), [format!("r{w}{pattern}")]);
        }
        assert_eq!(columns(&h, "in_wave", &w), [format!("inw{w}")]);
        assert_eq!(columns(&h, "wealth", &w), [format!("h{w}atotb")]);
        assert_eq!(columns(&h, "sex", &w), ["ragender"]);
        assert_eq!(columns(&h, "education", &w), ["raeducl"]);
        assert_eq!(h.column("loneliness", Some(&w)).and_then(|e| e.scale), Some(3.0), "a mean, times 3");
        assert_eq!(h.column("loneliness_four", Some(&w)).and_then(|e| e.scale), None);
    }
    assert!(columns(&h, "loneliness", "1").is_empty());
    assert_eq!(missing(&h, "loneliness", "7"), [".d", ".m", ".r", ".p", ".i", ".s"]);
    let raw = h.column("R7LNLYS3", None).expect("asked by its own name, the wave is known");
    assert_eq!((raw.concept, raw.columns), ("loneliness", &["r7lnlys3".to_owned()][..]));
    assert!(h.column("loneliness", None).is_none(), "which wave?");
    assert_eq!(h.column("sex", None).expect("the same in all waves").columns, ["ragender"]);
    assert_eq!(h.id(Some("3")).expect("id").columns, ["idauniq"]);
}

#[test]
fn understanding_society_is_known() {
    let u = book("ukhls");
    for wave in ["i", "k", "m", "9", "11"] {
        let letter = u.wave(wave).expect("a wave");
        for (concept, column) in [
            ("lack_companionship", "sclackcom"),
            ("left_out", "scleftout"),
            ("isolated", "scisolate"),
            ("feels_lonely", "sclonely"),
        ] {
            assert_eq!(columns(&u, concept, wave), [format!("{letter}_{column}")]);
        }
    }
    assert!(columns(&u, "isolated", "h").is_empty(), "asked from wave 9 on");
    for (n, letter) in "abcdefg".chars().enumerate() {
        assert_eq!(columns(&u, &format!("swemwbs_{}", n + 1), "g"), [format!("g_scwemwb{letter}")]);
    }
    assert_eq!(columns(&u, "swemwbs", "j"), ["j_swemwbs_dv"]);
    assert_eq!(u.household(Some("b")).expect("household").columns, ["b_hidp"]);
    assert_eq!(missing(&u, "isolated", "i"), ["-1", "-2", "-7", "-8", "-9"]);
    let marks = &u.spec().missing["answers"].fact;
    assert!(marks.iter().all(|f| f.mark == Mark::Unverified));
}

/// Every fact about columns says how well it is known.
#[test]
fn every_variable_marks_its_columns() {
    for name in codebook::names() {
        let book = book(name);
        let spec = book.spec();
        let all = spec.variable.iter().chain(&spec.weight);
        for (concept, v) in all {
            assert!(v.fact.iter().any(|f| f.of == Part::Columns), "{name}: {concept}");
            assert!(v.missing.is_none() || v.fact.iter().all(|f| !f.source.is_empty()), "{name}: {concept}");
            assert_eq!(v.map.is_empty(), !v.fact.iter().any(|f| f.of == Part::Map) || v.scale.is_some());
        }
    }
}

#[test]
fn without_a_wave_every_name_is_a_candidate() {
    let elsa = book("elsa");
    let age = elsa.column("age", None).expect("age");
    assert_eq!(age.columns, ["indager", "heage", "dhager"], "the latest first");
    assert!(age.carry.is_empty());
    assert_eq!(elsa.id(None).expect("id").columns, ["idauniq"]);
    assert!(elsa.household(None).is_none(), "its name holds the wave");
    let weights = |wave| elsa.weights(wave).iter().map(|e| e.concept.to_owned()).collect::<Vec<_>>();
    assert_eq!(
        weights(Some("8")),
        [
            "cross_sectional",
            "longitudinal",
            "longitudinal_since_4",
            "self_completion",
            "self_completion_second"
        ]
    );
    assert!(weights(Some("12")).is_empty());
    assert!(elsa.column("age", Some("12")).is_none());
    assert!(elsa.column("nosuch", Some("7")).is_none());
}

fn faults(text: &str) -> Vec<String> {
    codebook::read(text, Path::new("mine.toml"))
        .expect_err("faults")
        .iter()
        .map(ToString::to_string)
        .collect()
}

const HEAD: &str = "name = \"mine\"\ntitle = \"Mine\"\nsource = \"me\"\n";

#[test]
fn faults_of_a_codebook_name_file_and_line() {
    let waves = "[[wave]]\nname = \"1\"\n[[wave]]\nname = \"2\"\n";
    let one = |text: &str| faults(&format!("{HEAD}{waves}{text}"));
    for (text, code, row, words) in [
        ("[variable.a]\nkind = \"nmber\"\ncolumns = \"x\"\n", "MW004", 9, "did you mean `number`"),
        ("[variable.a]\nkind = \"number\"\ncolums = \"x\"\n", "MW002", 10, "did you mean `columns`"),
        ("[variable.a]\nkind = \"number\"\n", "MW005", 8, "`columns`"),
        (
            "[variable.a]\nkind = \"number\"\ncolumns = { \"1-3\" = \"x\" }\n",
            "MW271",
            10,
            "`3` of `1-3` is no wave",
        ),
        ("[variable.a]\nkind = \"number\"\ncolumns = { \"2-1\" = \"x\" }\n", "MW271", 10, "backwards"),
        (
            "[variable.a]\nkind = \"number\"\ncolumns = \"x\"\nmissing = \"m\"\n",
            "MW271",
            11,
            "no list of missing codes `m`",
        ),
        ("[variable.a]\nkind = \"number\"\ncolumns = \"x\"\ncarry = \"9\"\n", "MW271", 11, "no wave"),
        (
            "[variable.a]\nkind = \"number\"\ncolumns = \"x\"\n[variable.b]\nkind = \"number\"\ncolumns = \"X\"\n",
            "MW271",
            13,
            "belongs to `a` already",
        ),
        (
            "[variable.a]\nkind = \"number\"\ncolumns = \"b\"\n[variable.b]\nkind = \"number\"\ncolumns = \"y\"\n",
            "MW271",
            10,
            "the name of the concept `b`",
        ),
        (
            "[weight.a]\nkind = \"number\"\ncolumns = \"x\"\n[variable.A]\nkind = \"number\"\ncolumns = \"y\"\n",
            "MW271",
            11,
            "two things",
        ),
        ("[[wave]]\nname = \"2\"\n", "MW271", 9, "two waves"),
        ("[[wave]]\nname = \"2-3\"\n", "MW271", 9, "cannot be the name"),
        ("x = \n", "MW001", 8, "no TOML"),
    ] {
        let found = one(text);
        let place = format!("[{code}] mine.toml, row {row}");
        assert!(found.iter().any(|f| f.starts_with(&place) && f.contains(words)), "{text}\n{found:#?}");
    }
    let pattern = faults(&format!("{HEAD}[variable.a]\nkind = \"number\"\ncolumns = \"x{{w}}\"\n"));
    assert!(pattern[0].contains("cannot be the name of a column"), "{pattern:?}");
}

#[test]
fn a_codebook_may_stand_beside_the_job() {
    let folder = TempDir::new().expect("a folder");
    let text = format!(
        "{HEAD}[variable.age]\nkind = \"number\"\ncolumns = [\"Alter\", \"alter_j\"]\nmissing = [-1, \"k.A.\"]\nmap = {{ -7 = 90 }}\n"
    );
    fs::write(folder.path().join("mine.toml"), text).expect("a file");
    let mine = find("mine.toml", folder.path()).expect("a codebook");
    let age = mine.column("AGE", Some("whatever")).expect("one wave without a name");
    assert_eq!(age.columns, ["Alter", "alter_j"]);
    assert_eq!(age.missing, [CellSpec::Whole(-1), CellSpec::Text("k.A.".to_owned())]);
    assert_eq!(mine.column("ALTER_J", None).expect("by name").columns, ["alter_j"]);
    assert_eq!(find("nosuch.toml", folder.path()).expect_err("no file").code, "MW270");
    let unknown = find("else", folder.path()).expect_err("no codebook");
    assert!(unknown.to_string().contains("did you mean `elsa`?"), "{unknown}");
    fs::write(folder.path().join("bad.toml"), "name = 3\ntitle = 4\nsource = \"x\"\n").expect("a file");
    let bad = find("bad.toml", folder.path()).expect_err("bad");
    assert!(bad.to_string().contains("bad.toml, row 1") && bad.to_string().contains("1 more"), "{bad}");
}

#[test]
fn missing_codes_may_differ_by_wave() {
    let text = format!(
        "{HEAD}[[wave]]\nname = \"1\"\n[[wave]]\nname = \"2\"\n[variable.a]\nkind = \"number\"\ncolumns = \"x\"\nmissing = {{ \"1\" = [-1], \"2\" = [-2] }}\n"
    );
    let book = codebook::read(&text, Path::new("x.toml")).expect("a codebook");
    assert_eq!(missing(&book, "a", "1"), ["-1"]);
    assert_eq!(missing(&book, "a", "2"), ["-2"]);
    assert!(book.column("a", None).is_none(), "which codes?");
}

#[test]
fn the_schema_is_current() {
    let made = format!("{:#}\n", codebook::schema());
    assert!(
        made == include_str!("../data-schemas/codebook.schema.json"),
        "write it again: `matchwell schema codebook`"
    );
}

#[test]
fn the_documented_example_is_a_codebook() {
    let page = include_str!("../docs/codebooks.md");
    let example = page.split("```toml\n").find(|b| b.starts_with("name = ")).expect("an example");
    let text = example.split("```").next().expect("its end");
    let book = codebook::read(text, Path::new("docs")).unwrap_or_else(|f| panic!("{f:#?}"));
    assert_eq!(columns(&book, "age", "1"), ["age", "age_yrs"]);
    assert_eq!(columns(&book, "household", "b"), ["b_hid"]);
    assert_eq!(book.column("ethnicity", Some("2")).expect("known").carry, ["a"]);
}
