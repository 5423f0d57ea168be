//! Commands ask nobody whom the configuration does not allow, either: not where their argument leads, nor where a server does.

use crate::harness::Project;
use crate::origin::{Origin, answer};
use crate::polling::rss;

/// A server whose documents are a page, a feed and a list in one, as far as commands can tell: whoever asks it finds something.
fn tempting(address: &str) -> Origin {
    Origin::at(address, |_| answer("200 OK", &[], rss(&[1]).as_bytes()))
}

/// A project with an article, which may ask these and nobody else.
fn project(allow: &[String]) -> Project {
    Project::new()
        .config(&format!("{}\n[net]\nallow = {allow:?}\n", crate::harness::CONFIG))
        .article("a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n")
}

/// Every command that asks an address.
fn commands(url: &str) -> Vec<Vec<&str>> {
    ["add", "discover", "inspect", "adopt", "import"].map(|verb| vec![verb, url]).into()
}

/// Each command, and a build with the address as a feed and as a list, ends with a failure that says why and writes nothing.
#[track_caller]
fn refused(url: &str, allow: &[String]) {
    for command in commands(url) {
        let project = project(allow);
        let before = project.tree("");
        let run = project.run(&command);
        let said = run.stderr() + &run.stdout();
        assert_ne!(run.code(), Some(0), "{command:?}: {said}");
        assert!(said.contains("net.allow"), "{command:?}: {said}");
        assert_eq!(project.tree(""), before, "{command:?}");
    }
    for kind in ["feed", "opml"] {
        let project = project(allow);
        let config = project.read("config.toml");
        let source = format!("[[source]]\nid = \"far\"\ntype = \"{kind}\"\nurl = \"{url}\"\n");
        project.write("config.toml", config + &source);
        let run = project.run(["build"]);
        assert!(run.stderr().contains("net.allow"), "{kind} {url}: {}", run.stderr());
    }
}

#[test]
fn commands_refuse_addresses_of_this_machine_and_its_neighbours() {
    let (four, six) = (tempting("127.0.0.1:0"), tempting("[::1]:0"));
    for url in [
        &four.url("/"),
        &six.url("/"),
        &four.url("/").replace("127.0.0.1", "localhost"),
        &four.url("/").replace("127.0.0.1", "[::ffff:127.0.0.1]"),
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
    ] {
        refused(url, &[]);
    }
    assert_eq!((four.counted().connections, six.counted().connections), (0, 0));
}

#[test]
fn commands_refuse_to_be_led_to_them() {
    let (four, six) = (tempting("127.0.0.1:0"), tempting("[::1]:0"));
    for target in [&four.url("/"), &six.url("/"), "http://169.254.169.254/", "http://10.0.0.1/"] {
        let target = target.to_owned();
        let gate = Origin::new(move |_| answer("302 Found", &[("location", &target)], b""));
        refused(&gate.url("/"), &[gate.authority()]);
    }
    assert_eq!((four.counted().connections, six.counted().connections), (0, 0));
}

#[test]
fn a_page_leads_no_command_to_them() {
    let inside = tempting("127.0.0.1:0");
    let page =
        format!("<title>P</title><link rel=alternate type=application/rss+xml href={}>", inside.url("/f"));
    let open = Origin::new(move |_| answer("200 OK", &[("content-type", "text/html")], page.as_bytes()));
    for verb in ["add", "discover", "inspect", "adopt"] {
        project(&[open.authority()]).run([verb, &open.url("/")]);
    }
    assert_eq!(inside.counted().connections, 0);
}
