//! Feeds from a fixed seed: of some that are made in full, each number gets one with its own addresses and ids.

use std::fmt::Write as _;

/// Feeds that are made in full.
const MADE: usize = 48;

/// What stands for the number of a feed in those; as long as any number.
const NUMBER: &str = "0000000000";

/// The feeds.
pub(crate) struct Corpus {
    made: Vec<String>,
}

impl Corpus {
    /// Makes them.
    pub(crate) fn new() -> Self {
        Self { made: (0..MADE).map(make).collect() }
    }

    /// The feed of a number.
    pub(crate) fn feed(&self, number: usize) -> Vec<u8> {
        let made = &self.made[number % MADE];
        made.replace(NUMBER, &format!("{number:010}")).into_bytes()
    }
}

/// Bytes of a feed, on average over `number` of them.
pub(crate) fn mean_size(number: usize) -> usize {
    let corpus = Corpus::new();
    (0..number).map(|feed| corpus.made[feed % MADE].len()).sum::<usize>() / number.max(1)
}

/// A generator of numbers, the same on every machine (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

const WORDS: &[&str] = &[
    "loom", "warp", "weft", "shuttle", "yarn", "织布", "纱线", "heddle", "reed", "pattern", "twill", "linen",
    "wool", "indigo", "madder", "染色", "colour", "bobbin", "treadle", "selvedge", "cloth", "thread",
    "draft", "tension", "beam",
];

fn sentence(numbers: &mut Numbers) -> String {
    let mut text = String::new();
    for at in 0..8 + numbers.below(12) {
        let word = WORDS[usize::try_from(numbers.below(WORDS.len() as u64)).unwrap()];
        let _ = write!(text, "{}{word}", if at == 0 { "" } else { " " });
    }
    text + ". "
}

/// Paragraphs of about `bytes` in all, as simple as most.
fn body(numbers: &mut Numbers, bytes: usize) -> String {
    let mut html = String::from("<div>");
    while html.len() < bytes {
        html.push_str("<p>");
        for at in 0..3 + numbers.below(5) {
            let text = sentence(numbers);
            if at == 1 { html = html + "<strong>" + &text + "</strong>" } else { html.push_str(&text) }
        }
        html.push_str("</p>\n");
    }
    html + "</div>"
}

fn escaped(html: &str) -> String {
    html.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A third is Atom; of the RSS feeds half have their content in CDATA beside a summary, half escaped in the description.
fn make(seed: usize) -> String {
    let mut numbers = Numbers(seed as u64);
    let entries = 20 + usize::try_from(numbers.below(11)).unwrap();
    let each = 48_000 / entries - 500;
    let site = format!("https://site{NUMBER}.example/");
    let is_atom = seed.is_multiple_of(3);
    let mut feed = if is_atom {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Feed {NUMBER}</title>\
             <link href=\"{site}\"/><link rel=\"self\" href=\"{site}atom.xml\"/><id>{site}</id>\
             <updated>2026-06-28T10:00:00Z</updated>\n"
        )
    } else {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Feed {NUMBER}</title><link>{site}</link>\
             <description>Feed {NUMBER}</description><language>en</language>\n"
        )
    };
    for entry in 0..entries {
        let (title, html) = (sentence(&mut numbers), body(&mut numbers, each));
        let (day, minute) = (28 - entry % 28, entry);
        let link = format!("{site}p/{entry}");
        let _ = if is_atom {
            writeln!(
                feed,
                "<entry><title>{title}</title><link href=\"{link}\"/><id>tag:site{NUMBER}.example,2026:{entry}</id>\
                 <updated>2026-06-{day:02}T10:{minute:02}:00Z</updated><published>2026-06-{day:02}T10:{minute:02}:00Z</published>\
                 <author><name>Ada</name></author><category term=\"Craft\"/><category term=\"Weaving\"/>\
                 <content type=\"html\">{}</content></entry>",
                escaped(&html)
            )
        } else {
            let content = if seed % 3 == 1 {
                format!(
                    "<description>{title}</description><content:encoded><![CDATA[{html}]]></content:encoded>"
                )
            } else {
                format!("<description>{}</description>", escaped(&html))
            };
            writeln!(
                feed,
                "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"false\">{NUMBER}-{entry}</guid>\
                 <pubDate>{day:02} Jun 2026 10:{minute:02}:00 GMT</pubDate><dc:creator>Ada</dc:creator>\
                 <category>Craft</category><category>Weaving</category>{content}</item>"
            )
        };
    }
    feed + if is_atom { "</feed>\n" } else { "</channel></rss>\n" }
}
