//! The names of months in many languages. In: a word without accents, in small letters. Out: a month.
//!
//! What a word begins with decides: names are shortened in many ways, and Slavic languages decline them. A name that is
//! a weekday or another month somewhere else stands here as most feeds mean it; the grammar tries the word as a weekday, too.

/// The beginnings of names, without accents. Of two that fit the longer counts.
const STEMS: [(u32, &str); 12] = [
    (
        1,
        "jan ian jaan gen ene januar janv led oca ocak styc sty tammi sausi sijec yanv ιαν янв січ \
         студз يناير ינואר 一月 正月 јан яну ינו جانفي ژانویه มกรา जनवरी",
    ),
    (
        2,
        "feb fev fevr febbr peb sub subat lut unor uno helmi veebr vasar velj φεβ фев лют فبراير \
         פברואר 二月 феб פבר شباط فيفري فوریه กุมภา फरवरी",
    ),
    (
        3,
        "mar marz mars marc marec mart mrt maart maret marzo mrz brez bre maalis kovo kovas ozuj \
         μαρ μαω мар берез бер сакав مارس מרץ 三月 اذار มีนา मार्च",
    ),
    (
        4,
        "apr avr abr april avri nis nisan kwie kwi dub duben dubn huhti baland trav απρ апр квіт \
         кві крас ابريل אפריל 四月 אפר نيسان افريل اوریل เมษา अप्रैल",
    ),
    (
        5,
        "may mai maj mei maig mag maggio mayis kve kvet touko geguz svib μαι маи мая мае трав тра \
         مايو מאי 五月 мај ايار ماي พฤษภา मई",
    ),
    (
        6,
        "jun juin juni iun iunie giu giugno haz haziran cerv cerven czer czerw kesa juun birzel \
         lipan lipn jin ιουν ιον июн черв чер чэрв يونيو يونيه יוני 六月 cze cvn јун юн יונ حزيران \
         جوان ژوين มิถุนา जून",
    ),
    (
        7,
        "jul juil juli iul iulie lug luglio tem temmuz cervenec cervenc lip lipiec lipc heina juul \
         liep srpanj srpnj ιουλ ιολ июл лип ліп يوليو يوليه יולי 七月 cvc јул юл יול تموز جويلي ژويیه \
         ژوییه جولای กรกฎา जुलाई",
    ),
    (
        8,
        "aug aou aout ago agosto agu agustus agt avg srp srpen sierp sie elo elok rugp kolov αυγ \
         авг серп сер жнів اغسطس אוגוסט 八月 אוג اوت غشت สิงหา अगस्त",
    ),
    (
        9,
        "sep set sept sett szep eyl eylul zar zari wrz wrzes syys rugs ruj σεπ сен вер верес سبتمبر \
         ספטמבר 九月 сеп ספט ايلول شتنبر سپتامبر กันยา सितंबर सितम्बर",
    ),
    (
        10,
        "oct okt out ott eki ekim rij paz pazdz loka spal ουκτ οκτ окт жовт жов кастр اكتوبر \
         אוקטובר 十月 אוק اکتبر ตุลา अक्टूबर अक्तूबर",
    ),
    (
        11,
        "nov noi noiem kas kasim listop lis marras lapkr stud νοε ноя ное лист лис نوفمبر נובמבר \
         十一月 нов ліст נוב نونبر نوامبر พฤศจิกา नवंबर नवम्बर",
    ),
    (
        12,
        "dec dez des dic deze ara aralik pros gru grudz joulu dets gruodz δεκ дек груд гру снеж \
         снів ديسمبر דצמבר 十二月 pro дец דצמ دجنبر دسامبر ธันวา दिसंबर दिसम्बर",
    ),
];

/// Names that are whole: longer words begin with them, too.
const WHOLE: [(u32, &str); 2] = [(5, "مه"), (8, "اب")];

/// Names of two words, of the Levant: of the first `كانون` and `تشرين`, and of the second.
const OF_TWO: [(&str, &str, u32); 4] =
    [("كانون", "الثاني", 1), ("كانون", "الاول", 12), ("تشرين", "الاول", 10), ("تشرين", "الثاني", 11)];

/// What names mean in the feeds of a language, where that is not what most feeds mean.
const REGIONAL: [(&str, &str, u32); 10] = [
    ("hr", "sij", 1),
    ("hr", "ozu", 3),
    ("hr", "tra", 4),
    ("hr", "svi", 5),
    ("hr", "lip", 6),
    ("hr", "srp", 7),
    ("hr", "kol", 8),
    ("hr", "listop", 10),
    ("hr", "lis", 10),
    ("hr", "stu", 11),
];

/// Words that begin like a month and are none: weekdays, and zones.
const OTHERS: &str = "mardi martes martedi marti marta decim setmana genap julisten sabtu sabado dominica pazar pazartesi \
                      средa listen lissabon";

/// The month that `word` names in a feed that `speaks` a language. `word` has no accents and no capitals.
pub(super) fn month(word: &str, speaks: impl Fn(&str) -> bool) -> Option<u32> {
    if OTHERS.split_ascii_whitespace().any(|other| word == other) {
        return None;
    }
    if let Some((_, _, month)) =
        REGIONAL.iter().find(|(language, stem, _)| word.starts_with(stem) && speaks(language))
    {
        return Some(*month);
    }
    // Hebrew has `in` before the name as a letter of the word.
    let bare = word.strip_prefix('ב').unwrap_or_default();
    known(word).or_else(|| known(bare))
}

fn known(word: &str) -> Option<u32> {
    let whole = WHOLE.iter().find(|(_, name)| word == *name).map(|(month, _)| *month);
    let by_beginning = || {
        STEMS
            .iter()
            .flat_map(|(month, stems)| stems.split_ascii_whitespace().map(move |stem| (*month, stem)))
            .filter(|(_, stem)| fits(word, stem))
            .max_by_key(|(_, stem)| stem.len())
            .map(|(month, _)| month)
    };
    whole.or_else(by_beginning)
}

/// The month of a name of two words.
pub(super) fn of_two_words(first: &str, second: &str) -> Option<u32> {
    OF_TWO.iter().find(|(one, two, _)| first == *one && second == *two).map(|(_, _, month)| *month)
}

/// Names in ideographs have no endings: `十月` is not the beginning of anything.
fn fits(word: &str, stem: &str) -> bool {
    if stem.ends_with('月') { word == stem } else { word.starts_with(stem) }
}

/// The month behind `tháng`, which Vietnamese numbers (`bay`: the seventh), and whether its number takes one word or two.
pub(super) fn vietnamese(first: &str, second: &str) -> Option<(u32, u32)> {
    const NUMBERS: [&str; 10] = ["mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi"];
    let number = |word: &str| NUMBERS.iter().zip(1..).find(|(name, _)| **name == word).map(|(_, n)| n);
    match (first, number(second)) {
        ("gieng", _) => Some((1, 1)),
        ("chap", _) => Some((12, 1)),
        ("muoi", Some(more @ 1..=2)) => Some((10 + more, 2)),
        (one, _) => number(one).map(|month| (month, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::date::translate::folded;

    #[test]
    fn each_stem_is_written_as_words_are_compared_and_means_its_month() {
        for (month_of_row, stems) in STEMS {
            for stem in stems.split_ascii_whitespace() {
                assert_eq!(folded(stem), stem);
                assert_eq!(month(stem, |_| false), Some(month_of_row), "{stem}");
            }
        }
    }

    #[test]
    fn names_of_months_are_known_in_their_languages_and_forms() {
        for (number, names) in [
            (
                1,
                "January Januar janvier enero gennaio janeiro stycznia января січня Ocak leden ledna tammikuuta",
            ),
            (
                2,
                "Februar février febrero febbraio fevereiro luty lutego февраля лютого Şubat únor února helmikuu",
            ),
            (3, "März mars marzo março maart marca марта березня Mart březen maaliskuuta március Μαρτίου"),
            (4, "avril abril aprile kwietnia апреля квітня Nisan duben dubna huhtikuuta április Απριλίου"),
            (5, "Mai mayo maggio maio mei maja мая травня Mayıs květen května toukokuuta május Μαΐου"),
            (
                6,
                "Juni juin junio giugno junho czerwca июня червня Haziran červen června kesäkuuta június Ιουνίου",
            ),
            (
                7,
                "Juli juillet julio luglio julho lipca июля липня Temmuz červenec července heinäkuuta Ιουλίου",
            ),
            (
                8,
                "août agosto augustus sierpnia августа серпня Ağustos srpen srpna elokuuta augusztus Αυγούστου",
            ),
            (9, "septembre settembre setembro września сентября вересня Eylül září syyskuuta szeptember"),
            (10, "Oktober octobre ottobre outubro października октября жовтня Ekim říjen října lokakuuta"),
            (11, "noviembre listopada ноября листопада Kasım listopad listopadu marraskuuta Νοεμβρίου"),
            (
                12,
                "Dezember décembre diciembre dezembro grudnia декабря грудня Aralık prosinec joulukuuta desember",
            ),
        ] {
            for name in names.split(' ') {
                assert_eq!(month(&folded(name), |_| false), Some(number), "{name}");
            }
        }
        for word in ["mardi", "martes", "monday", "lunes", "fredag", "τριτη", "среда", "t", "z"] {
            assert_eq!(month(word, |_| false), None, "{word}");
        }
    }

    #[test]
    fn the_months_of_a_language_are_its_twelve() {
        for (language, names) in [
            ("pl", "sty lut mar kwi maj cze lip sie wrz paź lis gru"),
            ("cs", "led úno bře dub kvě čvn čvc srp zář říj lis pro"),
            ("sr", "јануар фебруар март април мај јун јул август септембар октобар новембар децембар"),
            ("bg", "януари февруари март април май юни юли август септември октомври ноември декември"),
            ("he", "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר"),
            ("he", "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר"),
            ("th", "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"),
            ("hi", "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"),
            ("fa", "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر"),
            (
                "hr",
                "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
            ),
            ("hr", "sij velj ožu tra svi lip srp kol ruj lis stu pro"),
            ("ar", "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر"),
            ("ar", "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"),
            ("hi", "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितम्बर अक्तूबर नवम्बर दिसम्बर"),
        ] {
            let found = names.split(' ').map(|name| month(&folded(name), |own| own == language));
            assert_eq!(found.collect::<Vec<_>>(), (1..=12).map(Some).collect::<Vec<_>>(), "{names}");
        }
        assert_eq!(month("listopada", |_| false), Some(11));
        assert_eq!(of_two_words(&folded("تشرين"), &folded("الأول")), Some(10));
    }
}
