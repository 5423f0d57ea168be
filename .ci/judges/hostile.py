"""Makes a folder of articles that nobody would write, and that somebody has: usage: hostile.py FOLDER

FOLDER gets a config.toml and the folder `articles`. Everything in it has to come out as an entry or as a reason, and nothing of it
may break a document.
"""

import pathlib
import sys

TEXTS = [
    "]]>",
    "<![CDATA[ x ]]>",
    "</title></channel></rss>",
    "<script>alert(1)</script> & friends",
    "&amp; &lt;b&gt; &nbsp; &copy &#0; &#x1F600; &bogus;",
    "AT&T <3 > 2 && \"quotes\" 'too'",
    "5 < 6 and <b>bold</b>, a<b",
    "tab\there, bell\x07, escape\x1b[31m, nul\x00, del\x7f, c1\x85\x9b",
    "\u202eright to left\u202c \u200b\ufeff \u2028 line",
    "noncharacters \ufffe \uffff \U0001ffff",
    "emoji 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 and combining e\u0301 Å ﷺ",
    "新媒体（第一部分）—— “引号” 与 & 符号",
    "שלום עולם, مرحبا بالعالم",
    "{{ title }} {% if x %} ${x} %s {slug} {site} {category}",
    "\\ backslash \\n \\u0000 C:\\new",
    "-- comment --> <!-- x",
    "<?xml version='1.0'?> <!DOCTYPE x [<!ENTITY a 'b'>]> &a;",
    "long " * 400,
    "x" * 5000,
    "- list",
    "# heading",
    "null",
    "1.10",
    "2022-01-01",
    "yes",
    "@at *star %percent `tick` !bang |pipe",
    "a: b: c",
    "[link](javascript:alert(1)) ![x](data:text/html,hi)",
]

CATEGORIES = [
    "../", "..", ".", "/", "//", "/etc/passwd", "..\\..\\x", "#", "?", "&", "%", "%2e%2e%2f", "a/b", "C#/.NET & \"friends\"",
    "NUL", "CON", "aux.txt", "rss.xml", "index.html", "category", "feeds.opml", ".feedloom-stage", "~", "-", "_", " ", "\u00a0",
    "x" * 300, "新" * 300, "👾", "e\u0301", "é", "É", "Hello World", "hello-world", "HELLO_WORLD", "<b>", "]]>", "\u202e", "a\x00b",
    "tab\tbed", "$(reboot)", "`reboot`", "; rm", "|", "*", "con.", "trailing.", "trailing ", "٣", "ﬁ", "ſ", "İ", "ß",
]

BODIES = {
    "scripts.html": "<script>alert(1)</script><p onclick=x()>hi<iframe src=//x></iframe><style>*{}</style><form><input></form>",
    "urls.html": "<a href='javascript:x'>a</a><a href='../up'>b</a><a href='//host/x'>c</a><img src='data:image/png;base64,AA'>"
    "<img src=' /with blank.png '><a href='http://[bad'>d</a><img src='x' srcset='a 1x, b 2x'>",
    "unclosed.html": "<div><p><b><i><table><tr><td>" * 50 + "text",
    "deep.html": "<div>" * 3000 + "deep" + "</div>" * 3000,
    "cdata.html": "<p>]]></p><![CDATA[<b>x</b>]]><!-- ]]> --><svg><title><![CDATA[</svg>]]></title></svg><math><mi>x</mi></math>",
    "controls.md": "nul \x00 bell \x07 esc \x1b[0m vt \x0b ff \x0c \x7f \x85 \ufffe \uffff end",
    "entities.html": "&nbsp;&copy;&bogus;&#0;&#x80;&#xD800;&#xFFFE;&#x110000;&#99999999999;&amp;amp;",
    "markdown.md": "# One\n\n[a]: javascript:alert(1)\n[x][a] <b>raw</b>\n\n```html\n<script>]]></script>\n```\n\n> " + ">" * 500
    + "\n\n" + "*a _b_ " * 500 + "[" * 2000,
    "table.md": "| a | b |\n|---|---|\n" + "| 1 | <b> |\n" * 300,
    "empty.md": "",
    "blank.md": " \n\n\t\n",
    "huge.md": "word " * 300_000,
    "tags only.html": "<br><hr><img>",
    "liquid.md": "{% highlight ruby %}\nx\n{% endhighlight %}\n{{ site.url }}\n<!-- more -->\nrest",
    "text.txt": "a < b && c > d\n\n<p>not closed\n\nhttp://example.org/?a=1&b=2",
}

FRONT_MATTER = {
    "unclosed.md": "---\ntitle: never closed\n\nbody",
    "colon.md": "---\ntitle: a: b: c\ndate: 2026-01-02\n---\nx",
    "tabs.md": "---\ntitle:\tTab\ntags:\n\t- a\n---\nx",
    "quotes.md": "---\ntitle: \"\"\"\"'x'\"\"\"\"\n---\nx",
    "twice.md": "---\ntitle: one\ntitle: two\n---\nx",
    "aliases.md": "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\ntitle: bomb\n---\nx",
    "nested.md": "---\ntitle: deep\nx: " + "[" * 5000 + "\n---\nx",
    "toml.md": "+++\ntitle = \"toml\"\ndate = 2026-01-02T03:04:05+06:00\n[taxonomies]\ntags = [\"a\"]\n+++\nx",
    "bad toml.md": "+++\ntitle = no quotes\n+++\nx",
    "json.md": '{"title": "json \\u0000 \\ud800", "date": "2026-01-02"}\nx',
    "bad json.md": '{"title": "json", }\nx',
    "dates 1.md": "---\ntitle: year 0\ndate: 0000-00-00\n---\nx",
    "dates 2.md": "---\ntitle: year 99999\ndate: 99999-01-01\n---\nx",
    "dates 3.md": "---\ntitle: words\ndate: last tuesday\n---\nx",
    "dates 4.md": "---\ntitle: epoch\ndate: 1560942895181\n---\nx",
    "dates 5.md": "---\ntitle: ancient\ndate: 1492-10-12\n---\nx",
    "dates 6.md": "---\ntitle: leap\ndate: 2024-02-30 25:61:61\n---\nx",
    "links.md": "---\ntitle: links\npermalink: javascript:alert(1)\nimage: 'http://x y/ä.png'\nlink: ftp://x\n---\nx",
    "paths.md": "---\ntitle: paths\npermalink: ../../../../etc/passwd\nslug: ../../x\n---\nx",
    "ids 1.md": "---\ntitle: claimed\nguid: https://hostile.example/same\n---\nx",
    "ids 2.md": "---\ntitle: claimed too\nguid: https://hostile.example/same\n---\nx",
    "ids 3.md": "---\ntitle: odd id\nguid: 'not a uri <x>'\n---\nx",
    "people.md": "---\ntitle: people\nauthor: ['A <a@example.org>', {name: 'B & <b>', email: 'no mail', url: 'javascript:x'}, '']\n---\nx",
    "enclosure.md": "---\ntitle: enclosure\nenclosure: {url: 'https://x.example/a b.mp3', length: -1, type: 'audio/<b>'}\n---\nx",
    "language.md": "---\ntitle: language\nlang: 'en\"><x'\n---\nx",
    "draft.md": "---\ntitle: draft\ndraft: true\n---\nx",
    "future.md": "---\ntitle: future\ndate: 9998-12-31\n---\nx",
}

RAW = {
    "gbk.md": "---\ntitle: 新媒体\ndate: 2026-01-03\n---\n正文内容在这里，编码是国标扩展。".encode("gbk"),
    "utf16.md": "---\ntitle: utf16\ndate: 2026-01-03\n---\nx".encode("utf-16"),
    "bom.md": "\ufeff\n\n---\r\ntitle: bom\r\ndate: 2026-01-03\r\n---\r\nx".encode(),
    "broken utf8.md": b"---\ntitle: broken \xff\xfe \xc3\x28 \xed\xa0\x80\ndate: 2026-01-03\n---\nx \x80",
    "binary.md": bytes(range(256)) * 64,
    "picture.png": b"\x89PNG\r\n",
    "no extension": b"x",
}


def quoted(text):
    """A YAML string, with what YAML does not take escaped or as it is."""
    return '"' + "".join(f"\\x{ord(c):02x}" if c < " " or c in '"\\\x7f' else c for c in text) + '"'


def main():
    root = pathlib.Path(sys.argv[1])
    articles = root / "articles"
    articles.mkdir(parents=True)
    (root / "config.toml").write_text(
        '[site]\ntitle = "Hostile <&> ]]> \\"Site\\""\nurl = "https://hostile.example/"\nlanguage = "en"\n'
        'author = { name = "<Owner> & Co", email = "owner@hostile.example" }\n'
        '[publish]\nlimit = 500\nmax_bytes = 5000000\nby = ["category", "tag", "author", "language", "source"]\n'
        '[[source]]\nid = "hostile"\ntype = "articles"\npath = "articles"\n'
    )

    def write(name, content):
        path = articles / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))

    for number, text in enumerate(TEXTS):
        date = f"2026-02-{number % 28 + 1:02} 10:00:{number:02}"
        for kind, value in [("quoted", quoted(text)), ("bare", text.replace("\n", " "))]:
            write(f"titles/{kind}-{number}.md", f"---\ntitle: {value}\ndate: {date}\nsummary: {value}\ntags: [{value}]\n---\n{text}\n")
        write(f"titles/heading-{number}.html", f"<h1>{text}</h1>\n<p>{text}</p>")
    for number, name in enumerate(CATEGORIES):
        head = f"---\ntitle: category {number}\ndate: 2026-03-01 10:00:{number:02}\ncategories: [{quoted(name)}, {quoted(name)}]\n"
        write(f"categories/{number}.md", f"{head}tags: [{quoted(name)}]\nauthor: {quoted(name)}\n---\nx")
    for folder, files in [("bodies", BODIES), ("front", FRONT_MATTER), ("raw", RAW)]:
        for name, content in files.items():
            write(f"{folder}/{name}", content)
    for name in ["a&b.md", "<x>.md", "quote\".md", "new\nline.md", "bell\x07.md", "%2e.md", "é.md", "e\u0301.md", "#.md", "?.md", "x" * 240 + ".md"]:
        write(f"names/{name}", "text without title or date")
    (articles / "names" / "link.md").symlink_to("/etc/passwd")
    (articles / "names" / "loop").symlink_to("..")


main()
