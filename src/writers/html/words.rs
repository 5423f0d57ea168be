//! The words of a page in the language of the site. In: a language tag. Out: its words, and dates as its readers write them.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::model::parts::Language;

/// What a page says of its own accord.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Words {
    /// The heading over the feeds.
    pub(super) subscribe: &'static str,
    /// How to subscribe, in a sentence.
    pub(super) how: &'static str,
    /// The heading over the child categories.
    pub(super) categories: &'static str,
    /// Before the date of the last change, with its colon.
    pub(super) updated: &'static str,
    /// What a page without entries says.
    pub(super) empty: &'static str,
    /// The heading over those whose entries the site publishes.
    pub(super) members: &'static str,
    /// What a link to a feed of theirs says.
    pub(super) feed: &'static str,
    /// Before the date of their newest entry, with its colon.
    pub(super) newest: &'static str,
    /// Of one that has failed for some time.
    pub(super) failing: &'static str,
    /// Of one that is gone for good.
    pub(super) gone: &'static str,
    /// A date: `y`, `m`, `d` as numbers, `M` the month's name, `mm` and `dd` with two digits, between braces.
    #[serde(skip)]
    date: &'static str,
    /// The names that `{M}` stands for, separated by blanks.
    #[serde(skip)]
    months: &'static str,
}

/// The words for `language`; English ones with dates as numbers where there are none.
pub(super) fn of(language: Option<&Language>) -> &'static Words {
    let Some(language) = language else { return &ENGLISH };
    let mut parts = language.as_str().split('-');
    match parts.next().unwrap_or_default() {
        "en" => &ENGLISH,
        "zh" if is_traditional(parts) => &CHINESE_TRADITIONAL,
        "zh" => &CHINESE,
        "ja" => &JAPANESE,
        "ko" => &KOREAN,
        "de" => &GERMAN,
        "fr" => &FRENCH,
        "es" => &SPANISH,
        "pt" => &PORTUGUESE,
        "it" => &ITALIAN,
        "ru" => &RUSSIAN,
        "ar" => &ARABIC,
        "he" => &HEBREW,
        "fa" => &PERSIAN,
        "tr" => &TURKISH,
        _ => &OTHER,
    }
}

/// True where the sub-tags of a Chinese tag mean the traditional script: by name, else by place.
fn is_traditional<'a>(parts: impl Iterator<Item = &'a str>) -> bool {
    let parts: Vec<&str> = parts.collect();
    !parts.contains(&"Hans") && parts.iter().any(|part| matches!(*part, "Hant" | "TW" | "HK" | "MO"))
}

impl Words {
    /// The day of an instant in a zone.
    pub(super) fn day(&self, at: DateTime<Utc>, zone: Tz) -> String {
        let at = at.with_timezone(&zone);
        let month = self.months.split(' ').nth(at.month0() as usize).unwrap_or_default();
        self.date
            .replace("{y}", &at.year().to_string())
            .replace("{m}", &at.month().to_string())
            .replace("{d}", &at.day().to_string())
            .replace("{mm}", &format!("{:02}", at.month()))
            .replace("{dd}", &format!("{:02}", at.day()))
            .replace("{M}", month)
    }
}

const ENGLISH: Words = Words {
    subscribe: "Subscribe",
    how: "Copy the address of one of these into your feed reader.",
    categories: "Categories",
    updated: "Updated:",
    empty: "There is nothing here at the moment.",
    members: "Sources",
    feed: "feed",
    newest: "newest:",
    failing: "does not answer at the moment",
    gone: "is no more",
    date: "{d} {M} {y}",
    months: "January February March April May June July August September October November December",
};

/// For languages that are not in the table: no month's name would be right.
const OTHER: Words = Words { date: "{y}-{mm}-{dd}", months: "", ..ENGLISH };

const CHINESE: Words = Words {
    subscribe: "订阅",
    how: "复制下面任一链接的地址，添加到您的阅读器中。",
    categories: "分类",
    updated: "更新：",
    empty: "这里目前没有内容。",
    members: "来源",
    feed: "订阅源",
    newest: "最近：",
    failing: "暂时无法访问",
    gone: "已停止",
    date: "{y}年{m}月{d}日",
    months: "",
};

const CHINESE_TRADITIONAL: Words = Words {
    subscribe: "訂閱",
    how: "複製下面任一連結的網址，加入您的閱讀器。",
    categories: "分類",
    empty: "這裡目前沒有內容。",
    members: "來源",
    feed: "訂閱源",
    newest: "最近：",
    failing: "暫時無法存取",
    gone: "已停止",
    ..CHINESE
};

const JAPANESE: Words = Words {
    subscribe: "購読",
    how: "いずれかのアドレスをコピーして、フィードリーダーに登録してください。",
    categories: "カテゴリー",
    updated: "更新日：",
    empty: "現在、ここには何もありません。",
    members: "配信元",
    feed: "フィード",
    newest: "最新：",
    failing: "現在応答がありません",
    gone: "終了しました",
    ..CHINESE
};

const KOREAN: Words = Words {
    subscribe: "구독",
    how: "아래 주소 중 하나를 복사하여 피드 리더에 추가하세요.",
    categories: "카테고리",
    updated: "업데이트:",
    empty: "현재 글이 없습니다.",
    members: "출처",
    feed: "피드",
    newest: "최근:",
    failing: "현재 응답하지 않습니다",
    gone: "종료되었습니다",
    date: "{y}년 {m}월 {d}일",
    months: "",
};

const GERMAN: Words = Words {
    subscribe: "Abonnieren",
    how: "Eine dieser Adressen kopieren und im Feedreader einfügen.",
    categories: "Kategorien",
    updated: "Aktualisiert:",
    empty: "Hier gibt es im Moment nichts.",
    members: "Quellen",
    feed: "Feed",
    newest: "zuletzt:",
    failing: "antwortet zurzeit nicht",
    gone: "gibt es nicht mehr",
    date: "{d}. {M} {y}",
    months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
};

const FRENCH: Words = Words {
    subscribe: "S’abonner",
    how: "Copiez l’une de ces adresses dans votre lecteur de flux.",
    categories: "Catégories",
    updated: "Mis à jour :",
    empty: "Il n’y a rien ici pour le moment.",
    members: "Sources",
    feed: "flux",
    newest: "dernier article :",
    failing: "ne répond pas pour le moment",
    gone: "n’existe plus",
    date: "{d} {M} {y}",
    months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
};

const SPANISH: Words = Words {
    subscribe: "Suscribirse",
    how: "Copia una de estas direcciones en tu lector de canales.",
    categories: "Categorías",
    updated: "Actualizado:",
    empty: "No hay nada aquí por el momento.",
    members: "Fuentes",
    feed: "canal",
    newest: "lo último:",
    failing: "no responde por el momento",
    gone: "ya no existe",
    date: "{d} de {M} de {y}",
    months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
};

const PORTUGUESE: Words = Words {
    subscribe: "Subscrever",
    how: "Copie um destes endereços para o seu leitor de feeds.",
    categories: "Categorias",
    updated: "Atualizado:",
    empty: "De momento não há nada aqui.",
    members: "Fontes",
    feed: "feed",
    newest: "último:",
    failing: "não responde de momento",
    gone: "já não existe",
    date: "{d} de {M} de {y}",
    months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
};

const ITALIAN: Words = Words {
    subscribe: "Iscriviti",
    how: "Copia uno di questi indirizzi nel tuo lettore di feed.",
    categories: "Categorie",
    updated: "Aggiornato:",
    empty: "Al momento qui non c’è nulla.",
    members: "Fonti",
    feed: "feed",
    newest: "ultimo:",
    failing: "al momento non risponde",
    gone: "non esiste più",
    date: "{d} {M} {y}",
    months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
};

const RUSSIAN: Words = Words {
    subscribe: "Подписаться",
    how: "Скопируйте один из этих адресов в свою программу чтения лент.",
    categories: "Рубрики",
    updated: "Обновлено:",
    empty: "Здесь пока ничего нет.",
    members: "Источники",
    feed: "лента",
    newest: "последнее:",
    failing: "сейчас не отвечает",
    gone: "больше не существует",
    date: "{d} {M} {y}",
    months: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
};

const ARABIC: Words = Words {
    subscribe: "اشترك",
    how: "انسخ أحد هذه العناوين إلى قارئ الخلاصات لديك.",
    categories: "التصنيفات",
    updated: "آخر تحديث:",
    empty: "لا يوجد شيء هنا بعد.",
    members: "المصادر",
    feed: "الخلاصة",
    newest: "الأحدث:",
    failing: "لا يستجيب حاليًا",
    gone: "لم يعد موجودًا",
    date: "{d} {M} {y}",
    months: "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
};

const HEBREW: Words = Words {
    subscribe: "הרשמה לעדכונים",
    how: "העתיקו אחת מהכתובות האלה אל קורא ההזנות שלכם.",
    categories: "קטגוריות",
    updated: "עודכן:",
    empty: "עדיין אין כאן כלום.",
    members: "מקורות",
    feed: "הזנה",
    newest: "אחרון:",
    failing: "אינו משיב כרגע",
    gone: "כבר אינו קיים",
    date: "{d} ב{M} {y}",
    months: "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
};

const PERSIAN: Words = Words {
    subscribe: "اشتراک",
    how: "یکی از این نشانی‌ها را در خوراک‌خوان خود وارد کنید.",
    categories: "دسته‌ها",
    updated: "به‌روزرسانی:",
    empty: "هنوز چیزی اینجا نیست.",
    members: "منابع",
    feed: "خوراک",
    newest: "تازه‌ترین:",
    failing: "در حال حاضر پاسخ نمی‌دهد",
    gone: "دیگر وجود ندارد",
    date: "{d} {M} {y}",
    months: "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
};

const TURKISH: Words = Words {
    subscribe: "Abone ol",
    how: "Bu adreslerden birini kopyalayıp akış okuyucunuza ekleyin.",
    categories: "Kategoriler",
    updated: "Güncellendi:",
    empty: "Burada şu anda bir şey yok.",
    members: "Kaynaklar",
    feed: "besleme",
    newest: "en yeni:",
    failing: "şu anda yanıt vermiyor",
    gone: "artık yok",
    date: "{d} {M} {y}",
    months: "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_words_and_writes_the_day_its_own_way() {
        let at = "2021-06-05T23:59:59Z".parse().expect("a date of the test");
        for (tag, subscribe, day) in [
            ("en-GB", "Subscribe", "5 June 2021"),
            ("zh-CN", "订阅", "2021年6月5日"),
            ("zh", "订阅", "2021年6月5日"),
            ("zh-Hant", "訂閱", "2021年6月5日"),
            ("zh-TW", "訂閱", "2021年6月5日"),
            ("zh-Hans-HK", "订阅", "2021年6月5日"),
            ("ja", "購読", "2021年6月5日"),
            ("ko", "구독", "2021년 6월 5일"),
            ("de-AT", "Abonnieren", "5. Juni 2021"),
            ("fr", "S’abonner", "5 juin 2021"),
            ("es-MX", "Suscribirse", "5 de junio de 2021"),
            ("pt-BR", "Subscrever", "5 de junho de 2021"),
            ("it", "Iscriviti", "5 giugno 2021"),
            ("ru", "Подписаться", "5 июня 2021"),
            ("ar", "اشترك", "5 يونيو 2021"),
            ("he", "הרשמה לעדכונים", "5 ביוני 2021"),
            ("fa", "اشتراک", "5 ژوئن 2021"),
            ("tr", "Abone ol", "5 Haziran 2021"),
            ("eo", "Subscribe", "2021-06-05"),
        ] {
            let words = of(Language::parse(tag).as_ref());
            assert_eq!((words.subscribe, words.day(at, Tz::UTC).as_str()), (subscribe, day), "{tag}");
        }
        assert_eq!(of(None), &ENGLISH);
    }

    #[test]
    fn a_date_with_month_names_has_twelve_of_them() {
        for words in
            [ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, RUSSIAN, ARABIC, HEBREW, PERSIAN, TURKISH]
        {
            assert_eq!(words.months.split(' ').count(), 12, "{}", words.subscribe);
            assert!(words.date.contains("{M}"));
        }
    }
}
