//! Feeds to measure with, in the shapes that are met most, from a fixed seed; and their broken siblings.

use std::fmt::Write as _;

/// A feed.
#[derive(Clone)]
pub(crate) struct Sample {
    /// What it is like.
    pub(crate) name: &'static str,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Numbers that look random and are always the same.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

const WORDS: &[&str] = &[
    "loom",
    "warp",
    "weft",
    "shuttle",
    "heddle",
    "selvedge",
    "the",
    "a",
    "of",
    "and",
    "with",
    "twill",
    "yarn",
    "dye",
    "madder",
    "indigo",
    "feed",
    "reader",
    "publishes",
    "every",
    "morning",
    "纺织",
    "织机",
    "Gewebe",
    "tissé",
    "ткань",
    "it’s",
    "pattern",
];

fn words(dice: &mut Dice, count: usize) -> String {
    let words: Vec<&str> = (0..count).map(|_| WORDS[dice.below(WORDS.len())]).collect();
    words.join(" ")
}

/// HTML as weblogs have it: paragraphs, links, pictures, lists, with the classes and styles of their editors.
pub(crate) fn html(dice: &mut Dice, paragraphs: usize) -> String {
    let mut out = String::new();
    for _ in 0..paragraphs {
        let (before, after) = (8 + dice.below(40), 4 + dice.below(30));
        let (before, after) = (words(dice, before), words(dice, after));
        let number = dice.below(10_000);
        let _ = match dice.below(6) {
            0 => writeln!(
                out,
                "<p class=\"wp-block-paragraph\">{before} <a href=\"https://blog.example/{number}/?a=1&amp;b=2\" title=\"{after}\">{after}</a></p>"
            ),
            1 => writeln!(
                out,
                "<figure class=\"wp-block-image size-large\"><img loading=\"lazy\" width=\"1024\" height=\"683\" src=\"/i/{number}.jpg\" \
                 srcset=\"/i/{number}-300.jpg 300w, /i/{number}.jpg 1024w\" sizes=\"(max-width: 1024px) 100vw\" alt=\"{after}\" class=\"wp-image-{number}\"/>\
                 <figcaption>{before}</figcaption></figure>"
            ),
            2 => writeln!(
                out,
                "<ul>\n<li>{before}</li>\n<li><em>{after}</em> &#8211; <strong>{after}</strong></li>\n</ul>"
            ),
            3 => writeln!(
                out,
                "<h2 id=\"h-{number}\" style=\"text-align:left\">{after}</h2>\n<p>{before}<br />{after}&nbsp;&hellip;</p>"
            ),
            4 => {
                writeln!(out, "<blockquote cite=\"https://a.example/{number}\"><p>{before}</p></blockquote>")
            }
            _ => writeln!(out, "<p>{before} <code>{number}</code> {after}</p>"),
        };
    }
    out
}

fn escaped(html: &str) -> String {
    html.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn date(dice: &mut Dice) -> (String, String) {
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    (
        format!("{day:02} {} 2024 10:11:12 +0000", names[month - 1]),
        format!("2024-{month:02}-{day:02}T10:11:12Z"),
    )
}

fn weblog(entries: usize, paragraphs: usize) -> String {
    let mut dice = Dice::new(1);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
         xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\">\n<channel>\n\t<title>Weblog</title>\n\t\
         <atom:link href=\"https://blog.example/feed/\" rel=\"self\" type=\"application/rss+xml\" />\n\t<link>https://blog.example</link>\n\t<description>Notes</description>\n\t\
         <lastBuildDate>Mon, 02 Dec 2024 10:11:12 +0000</lastBuildDate>\n\t<language>en-US</language>\n\t<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>\n\t\
         <generator>https://wordpress.org/?v=6.7</generator>\n",
    );
    for n in 0..entries {
        let (rfc822, _) = date(&mut dice);
        let title = words(&mut dice, 6);
        let summary = words(&mut dice, 40);
        let content = html(&mut dice, paragraphs);
        let _ = writeln!(
            out,
            "\t<item>\n\t\t<title>{title} &#8217;{n}</title>\n\t\t<link>https://blog.example/{n}/</link>\n\t\t<comments>https://blog.example/{n}/#comments</comments>\n\t\t\
             <dc:creator><![CDATA[Ada Weaver]]></dc:creator>\n\t\t<pubDate>Tue, {rfc822}</pubDate>\n\t\t<category><![CDATA[Craft]]></category>\n\t\t\
             <category><![CDATA[Tools &amp; Looms]]></category>\n\t\t<guid isPermaLink=\"false\">https://blog.example/?p={n}</guid>\n\t\t\
             <description><![CDATA[<p>{summary} [&#8230;]</p>]]></description>\n\t\t<content:encoded><![CDATA[{content}]]></content:encoded>\n\t\t\
             <wfw:commentRss>https://blog.example/{n}/feed/</wfw:commentRss>\n\t\t<slash:comments>3</slash:comments>\n\t</item>"
        );
    }
    out + "</channel>\n</rss>\n"
}

fn podcast(entries: usize) -> String {
    let mut dice = Dice::new(2);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><title>Loom Radio</title><link>https://radio.example</link>\
         <description>Talk</description><itunes:author>Ada</itunes:author><itunes:explicit>no</itunes:explicit><itunes:owner><itunes:name>Ada</itunes:name>\
         <itunes:email>ada@radio.example</itunes:email></itunes:owner><itunes:image href=\"https://radio.example/c.jpg\"/>\n",
    );
    for n in 0..entries {
        let (rfc822, _) = date(&mut dice);
        let (title, summary) = (words(&mut dice, 5), words(&mut dice, 60));
        let _ = writeln!(
            out,
            "<item><title>{title}</title><link>https://radio.example/{n}</link><guid isPermaLink=\"false\">radio-{n}</guid><pubDate>{rfc822}</pubDate>\n\
             <description>{summary}</description><itunes:subtitle>{title}</itunes:subtitle><itunes:summary>{summary}</itunes:summary><itunes:duration>0:41:{:02}</itunes:duration>\n\
             <enclosure url=\"https://radio.example/{n}.mp3?x=1&amp;y=2\" length=\"4718592{n}\" type=\"audio/mpeg\"/><media:thumbnail url=\"https://radio.example/{n}.jpg\" width=\"200\" height=\"200\"/></item>",
            n % 60
        );
    }
    out + "</channel></rss>\n"
}

fn atom(entries: usize, paragraphs: usize) -> String {
    let mut dice = Dice::new(3);
    let mut out = String::from(
        "<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>\
         <id>tag:blogger.example,1999:blog-1</id><updated>2024-12-02T10:11:12Z</updated><title type='text'>Notes</title>\
         <link rel='self' type='application/atom+xml' href='https://blog.example/feeds/posts/default'/><link rel='alternate' type='text/html' href='https://blog.example/'/>\
         <author><name>Ada</name><uri>https://blog.example/ada</uri></author>\n",
    );
    for n in 0..entries {
        let (_, rfc3339) = date(&mut dice);
        let title = words(&mut dice, 6);
        let content = escaped(&html(&mut dice, paragraphs));
        let _ = writeln!(
            out,
            "<entry><id>tag:blogger.example,1999:blog-1.post-{n}</id><published>{rfc3339}</published><updated>{rfc3339}</updated>\
             <category scheme='http://www.blogger.com/atom/ns#' term='craft'/><title type='text'>{title}</title><content type='html'>{content}</content>\
             <link rel='replies' type='text/html' href='https://blog.example/{n}#comments' title='3 Comments'/><link rel='alternate' type='text/html' href='https://blog.example/{n}.html'/>\
             <author><name>Ada</name></author><thr:total>3</thr:total></entry>"
        );
    }
    out + "</feed>\n"
}

fn rdf(entries: usize) -> String {
    let mut dice = Dice::new(4);
    let mut out = String::from(
        "<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel rdf:about=\"https://news.example/\"><title>News</title><link>https://news.example/</link><description>d</description></channel>\n",
    );
    for n in 0..entries {
        let (_, rfc3339) = date(&mut dice);
        let (title, summary) = (words(&mut dice, 7), words(&mut dice, 50));
        let _ = writeln!(
            out,
            "<item rdf:about=\"https://news.example/{n}\">\n<title>{title}</title>\n<link>https://news.example/{n}</link>\n<description>{summary} &lt;img src=\"/x.png\"/&gt;</description>\n\
             <dc:creator>ada</dc:creator>\n<dc:date>{rfc3339}</dc:date>\n<dc:subject>news</dc:subject>\n</item>"
        );
    }
    out + "</rdf:RDF>\n"
}

fn json(entries: usize, paragraphs: usize) -> String {
    let mut dice = Dice::new(5);
    let mut items = Vec::new();
    for n in 0..entries {
        let (_, rfc3339) = date(&mut dice);
        items.push(serde_json::json!({
            "id": format!("https://json.example/{n}"), "url": format!("https://json.example/{n}"), "title": words(&mut dice, 6),
            "content_html": html(&mut dice, paragraphs), "date_published": rfc3339, "tags": ["craft", "looms"], "authors": [{"name": "Ada"}],
        }));
    }
    serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "JSON", "home_page_url": "https://json.example/", "items": items,
    })
    .to_string()
}

/// Well-formed feeds.
pub(crate) fn well_formed() -> Vec<Sample> {
    let sample = |name, text: String| Sample { name, bytes: text.into_bytes() };
    vec![
        sample("RSS 2.0, weblog", weblog(20, 14)),
        sample("RSS 2.0, podcast", podcast(120)),
        sample("Atom, escaped HTML", atom(25, 14)),
        sample("RSS 1.0, news", rdf(60)),
        sample("JSON Feed", json(25, 12)),
    ]
}

/// The XML ones with what is wrong with many: a stray `<`, lone `&`, names of HTML, tags that are not closed.
pub(crate) fn ill_formed() -> Vec<Sample> {
    let mut samples = well_formed();
    samples.retain(|sample| !sample.bytes.starts_with(b"{"));
    for sample in &mut samples {
        let text = String::from_utf8(std::mem::take(&mut sample.bytes)).unwrap();
        let text = text
            .replace("<title>", "<title>R&D &nbsp; 3 < 4 ")
            .replace("</description>", "<br>AT&T</description>")
            .replacen("</item>", "", 3)
            .replace("rdf:about=\"https", "rdf:about=https");
        sample.bytes = text.into_bytes();
    }
    samples
}

/// A feed of about so many bytes.
pub(crate) fn large(bytes: usize) -> Vec<u8> {
    let one = weblog(20, 14).len() / 20;
    weblog(bytes / one, 14).into_bytes()
}

/// Documents that are made to be slow: of about so many bytes each.
pub(crate) fn hostile(bytes: usize) -> Vec<Sample> {
    let filled = |name, begin: &str, piece: &str| Sample {
        name,
        bytes: format!("{begin}{}", piece.repeat(bytes / piece.len())).into_bytes(),
    };
    let item = "<rss version='2.0'><channel><title>t</title><item><title>t</title><description>";
    let numbered = |count: usize, begin: &str, end: &str| {
        let mut out = String::new();
        for n in 0..count {
            let _ = write!(out, "{begin}{n:07}{end}");
        }
        out
    };
    let attributes = numbered(bytes / 13, " a", "='x'");
    let namespaces = numbered(bytes / 19, " xmlns:a", "='u'");
    let mut samples = vec![
        filled("nested tags", item, "<a>"),
        filled("nested tags of one name and other ends", item, "<a></b>"),
        filled("entities", item, "&nbsp;&lt;"),
        filled("unknown entities", item, "&x;"),
        filled("ampersands", item, "&"),
        filled("less-than signs", item, "<"),
        filled("document types", "<!DOCTYPE a [", "<!DOCTYPE a [ <!-- "),
        filled("entity declarations", "<!DOCTYPE a [", "<!ENTITY b \"&a;&a;\">"),
        filled("comments without end", item, "<!--"),
        filled("CDATA sections without end", item, "<![CDATA["),
        filled("tags without end", item, "<a b=\""),
        filled("instructions without end", item, "<?a "),
        filled("end tags of nothing", item, "</x>"),
        filled("items", "<rss version='2.0'><channel>", "<item><title>t</title></item>"),
        filled("brackets of JSON", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[", "["),
        filled(
            "items of JSON",
            "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}",
            ",{\"id\":\"1\"}",
        ),
        filled("null bytes", "<rss><channel>", "\0"),
        filled(
            "one text",
            item,
            "lorem ipsum dolor sit amet &amp; consectetur &lt;b&gt;adipisicing&lt;/b&gt; ",
        ),
        filled("ampersands in an attribute", "<rss version='2.0'><channel><image href='", "&"),
        filled("ampersands in many attributes", "<rss version='2.0'><channel>", "<a b='&&&&&&&&&&&&&&&&'/>"),
        filled("quotes in a tag", "<rss version='2.0'><channel><a b=", "\""),
        filled("quotes in text", item, "\""),
        filled("equals signs and quotes", "<rss version='2.0'><channel><a ", "b=\""),
        filled(
            "deep XHTML",
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>",
            "<div xmlns='http://www.w3.org/1999/xhtml'>",
        ),
        filled("paragraphs without end", item, "<p>x"),
        filled("rows without end", item, "<tr><td>x"),
        filled("prefixes", item, "<a:b c:d='e'/>"),
        filled("bases", item, "<a xml:base='b/'>"),
        filled("numeric references", item, "&#xD800;&#0;"),
        filled("a comment", "<rss version='2.0'><channel/><!--", "- "),
        filled(
            "escapes of JSON",
            "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"",
            "\\ud800",
        ),
        filled(
            "digits of JSON",
            "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":1",
            "1",
        ),
    ];
    for (name, text) in [("attributes", attributes), ("namespaces", namespaces)] {
        samples
            .push(Sample { name, bytes: format!("<rss version='2.0'{text}><channel/></rss>").into_bytes() });
    }
    samples
}
