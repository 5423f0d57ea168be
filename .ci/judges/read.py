"""Reads every document of a site as feed readers do, and compares it with what `feedloom list` says is in it.

usage: read.py FEEDS.json ENTRIES.json ARTICLES FEED_RS

FEEDS.json is the output of `feedloom list --json`, ENTRIES.json that of `feedloom list --entries --json`, ARTICLES the folder that
was read, FEED_RS the program beside this one that reads with feed-rs. Exits with 1 where a document is not what a reader wants,
with a line for each thing that is wrong.
"""

import calendar
import datetime
import html
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
wrong = []


def complain(place, what):
    wrong.append(f"{place}: {what}")


def seconds(text):
    return int(datetime.datetime.fromisoformat(text).timestamp())


def compare(place, entries, found):
    """Compares (id, title, date) triples in the order of a document with what is known of the entries."""
    for identifier, title, date in found:
        entry = entries.get(identifier)
        if entry is None:
            complain(place, f"an entry with the id {identifier!r}, which `list --entries` does not have")
            continue
        if entry["title"] and title != entry["title"]:
            complain(place, f"the title is {title!r}, not {entry['title']!r}")
        if date != seconds(entry["published"]):
            complain(place, f"{identifier} is dated {date}, not {entry['published']}")


def feedparser_title(detail):
    """What a reader shows of a title: feedparser hands on HTML where the format says so, or where it looks like it."""
    value = detail.get("value", "")
    return html.unescape(value) if detail.get("type") == "text/html" else value


def read_with_feedparser(path, feed):
    # Without sanitizing and rewriting: what is in the document is what counts.
    parsed = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo:
        complain(path, f"feedparser says: {parsed.bozo_exception!r}")
    if not parsed.version:
        complain(path, "feedparser does not know what it is")
    if feedparser_title(parsed.feed.get("title_detail", {})) != feed["title"]:
        complain(path, f"the title is {parsed.feed.get('title')!r}, not {feed['title']!r}")
    found = []
    for entry in parsed.entries:
        date = entry.get("published_parsed")
        found.append((entry.get("id"), feedparser_title(entry.get("title_detail", {})), date and calendar.timegm(date)))
    return found


def read_json(path, feed):
    """JSON Feed 1.1, by its specification."""
    document = json.loads(path.read_bytes().decode("utf-8"))

    def check(place, value, kinds):
        for name, content in value.items():
            if name.startswith("_"):
                if not isinstance(content, dict):
                    complain(path, f"{place}.{name} is an extension and has to be an object")
            elif name not in kinds:
                complain(path, f"{place}.{name} is not in the specification")
            elif not isinstance(content, kinds[name]) or isinstance(content, bool) and kinds[name] is not bool:
                complain(path, f"{place}.{name} is of type {type(content).__name__}")
            elif name.endswith("url") and not re.match(r"[a-z][a-z0-9+.-]*:[^\s<>\"]+$", content):
                complain(path, f"{place}.{name} is {content!r}, which is no absolute URL")
            elif name.startswith("date_") and not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$", content):
                complain(path, f"{place}.{name} is {content!r}, which is no date of RFC 3339")
        for author in value.get("authors", []):
            check(f"{place}.authors[]", author, dict.fromkeys(["name", "url", "avatar"], str))
            if not author.keys() & {"name", "url", "avatar"}:
                complain(path, f"{place}.authors[] has neither name nor url nor avatar")

    texts = ["version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon", "language"]
    check("feed", document, dict.fromkeys(texts, str) | {"authors": list, "expired": bool, "hubs": list, "items": list})
    for name, value in [("version", "https://jsonfeed.org/version/1.1"), ("title", feed["title"]), ("feed_url", feed["urls"]["json"])]:
        if document.get(name) != value:
            complain(path, f"{name} is {document.get(name)!r}, not {value!r}")
    found = []
    for item in document["items"]:
        texts = ["id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"]
        texts += ["date_published", "date_modified", "language"]
        check("item", item, dict.fromkeys(texts, str) | {"authors": list, "tags": list, "attachments": list})
        if not item.get("id") or not ("content_html" in item or "content_text" in item):
            complain(path, "an item needs an id, and content_html or content_text")
        if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
            complain(path, "tags are strings, and not empty")
        for attachment in item.get("attachments", []):
            kinds = {"url": str, "mime_type": str, "title": str, "size_in_bytes": int, "duration_in_seconds": (int, float)}
            check("attachment", attachment, kinds)
            if not {"url", "mime_type"} <= attachment.keys():
                complain(path, "an attachment needs url and mime_type")
        found.append((item["id"], item.get("title", ""), seconds(item["date_published"])))
    return found


def check_atom(path):
    """What the grammar cannot say (RFC 4287 §4.1.1, §4.1.2)."""
    feed = ElementTree.parse(path).getroot()
    for element in [feed, *feed.iter(f"{ATOM}entry")]:
        alternates = [
            (link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        ]
        if len(alternates) != len(set(alternates)):
            complain(path, "two alternate links of one type and language")
        if element.tag == f"{ATOM}entry":
            content, summary = element.find(f"{ATOM}content"), element.find(f"{ATOM}summary")
            if not alternates and content is None:
                complain(path, "an entry with neither content nor an alternate link")
            if content is not None and content.get("src") and summary is None:
                complain(path, "an entry whose content is elsewhere needs a summary")
            if feed.find(f"{ATOM}author") is None and element.find(f"{ATOM}author") is None:
                complain(path, "an entry without author in a feed without author")


def check_characters(path):
    """What no document may hold: characters that XML does not have, and source syntax that was not understood."""
    text = path.read_bytes().decode("utf-8")
    for character in re.findall("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]", text):
        complain(path, f"has the control character U+{ord(character):04X}")


def check_opml(folder, feeds):
    urls = {url for feed in feeds for url in feed["urls"].values()}
    for path in folder.rglob("*.opml"):
        listed = [outline.get("xmlUrl") for outline in ElementTree.parse(path).iter("outline") if outline.get("xmlUrl")]
        if path.name == "sources.opml":
            # The feeds of others that entries come from.
            for url in listed:
                if url in urls or not re.match("https?://", url):
                    complain(path, f"lists {url}, which is no feed of somebody else")
            continue
        if len(listed) != len(feeds):
            complain(path, f"lists {len(listed)} feeds of {len(feeds)}")
        for url in set(listed) - urls:
            complain(path, f"lists {url}, which `list` does not have")


def read_with_newsboat(path, expected):
    """newsboat keeps what it read in a database; each document gets one of its own."""
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        # Under a plain name: newsboat's list of URLs has blanks and quotes for itself.
        copy = place / "feed.xml"
        copy.write_bytes(path.read_bytes())
        (place / "urls").write_text(f"file://{copy}\n")
        (place / "config").write_text("")
        command = ["newsboat", "-C", place / "config", "-u", place / "urls", "-c", place / "cache", "-x", "reload"]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=60)
        with sqlite3.connect(place / "cache") as cache:
            rows = cache.execute("SELECT guid, title, pubDate FROM rss_item").fetchall()
    if len(rows) != expected:
        complain(path, f"newsboat finds {len(rows)} entries, not {expected}")
    return rows


def read_with_feed_rs(program, paths):
    """feed-rs reads all documents in one go. Returns, by path, (id, title, date) triples."""
    asked = "".join(f"{path}\n" for path in paths)
    answered = subprocess.run([program], input=asked, check=True, capture_output=True, text=True).stdout
    found = {}
    for line in map(json.loads, answered.splitlines()):
        if "error" in line:
            complain(line["path"], f"feed-rs says: {line['error']}")
        found[pathlib.Path(line["path"])] = [tuple(entry) for entry in line.get("entries", [])]
    return found


def check_nothing_is_lost(articles, entries):
    """Every file is an entry or has a reason; folders that are left out as a whole have one reason for all of it."""
    files = sum(len(files) + sum(os.path.islink(os.path.join(place, name)) for name in folders) for place, folders, files in os.walk(articles))
    below = os.path.abspath(articles) + os.sep
    # Entries of a feed file name that file, which is no article.
    known = sum(os.path.abspath(entry["file"]).startswith(below) for entry in entries)
    if files != known:
        complain(articles, f"has {files} files, of which {known} are accounted for")


def main():
    feeds = json.loads(pathlib.Path(sys.argv[1]).read_text())["feeds"]
    lines = pathlib.Path(sys.argv[2]).read_text().splitlines()
    items = [json.loads(line) for line in lines]
    check_nothing_is_lost(sys.argv[3], items)
    entries = {entry["id"]: entry for entry in items if not entry["held"]}
    home = next(feed for feed in feeds if feed["kind"] == "home")
    folder = pathlib.Path(home["files"]["atom"]).parent
    documents = 0
    machine_readable = [feed["files"][name] for feed in feeds for name in ("rss", "atom", "json")]
    for path, found in read_with_feed_rs(sys.argv[4], machine_readable).items():
        compare(f"{path} (feed-rs)", entries, found)
    for feed in feeds:
        files = {name: pathlib.Path(path) for name, path in feed["files"].items()}
        documents += len(files)
        found = {name: read_with_feedparser(files[name], feed) for name in ("rss", "atom")}
        found["json"] = read_json(files["json"], feed)
        for name, triples in found.items():
            compare(files[name], entries, triples)
            if [triple[0] for triple in triples] != [triple[0] for triple in found["atom"]]:
                complain(files[name], "has other entries than the Atom document, or in another order")
        check_atom(files["atom"])
        for path in files.values():
            check_characters(path)
        # Starting newsboat costs most of all; the home feed has every entry.
        for name in ("rss", "atom") if feed is home else ():
            compare(files[name], entries, read_with_newsboat(files[name], len(found[name])))
    check_opml(folder, feeds)
    for line in wrong:
        print(line)
    print(f"{len(feeds)} feeds, {documents} documents, {len(entries)} entries: {len(wrong)} complaints")
    sys.exit(1 if wrong or not entries else 0)


main()
