//! `feedloom export`: the sources as a list that every reader imports, or old addresses as rules for a web server.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};

use super::report::count;
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::Redirect;

/// Print the feeds of the configuration as a list (OPML), or its aliases as redirections
#[derive(Args, Debug)]
pub(super) struct Export {
    /// Print the redirections of `[[alias]]` for this web server instead
    #[arg(long, value_name = "SERVER")]
    redirects: Option<Server>,
}

/// Web servers whose rules are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Server {
    /// Lines for a `server` block
    Nginx,
    /// Lines for a Caddyfile
    Caddy,
    /// Lines for a file `_redirects`
    Netlify,
}

impl Export {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let (app, now) = run::open(globals)?;
        let text = if let Some(server) = self.redirects {
            let redirects = app.redirects();
            if redirects.is_empty() && !globals.quiet {
                terminal::say("there is no [[alias]], and so nothing to redirect");
            }
            rules(server, &redirects).into_bytes()
        } else {
            let exported = run::wait(app.export(now))?;
            if exported.left_out > 0 && !globals.quiet {
                let number = count(exported.left_out as u64, "source is", "sources are");
                terminal::say(&format!("{number} on the disk, and not in the list"));
            }
            exported.document
        };
        terminal::data(&text).map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        Ok(Exit::Done)
    }
}

/// The rules of a web server. Addresses are percent-encoded, so that nothing in them can be more than an address.
fn rules(server: Server, redirects: &[Redirect]) -> String {
    let mut out = String::new();
    for Redirect { path, encoded, to } in redirects {
        let _ = match server {
            // It compares what is decoded.
            Server::Nginx => {
                let path = path.replace('\\', "\\\\").replace('"', "\\\"");
                writeln!(out, "location = \"{path}\" {{ return 301 {to}; }}")
            }
            Server::Caddy => writeln!(out, "redir {encoded} {to} 301"),
            Server::Netlify => writeln!(out, "{encoded} {to} 301"),
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_server_gets_its_rules() {
        let redirect = Redirect {
            path: "/feeds/alt \"1\".xml".to_owned(),
            encoded: "/feeds/alt%20%221%22.xml".to_owned(),
            to: "https://a.example/feeds/atom.xml".to_owned(),
        };
        for (server, expected) in [
            (
                Server::Nginx,
                "location = \"/feeds/alt \\\"1\\\".xml\" { return 301 https://a.example/feeds/atom.xml; }\n",
            ),
            (Server::Caddy, "redir /feeds/alt%20%221%22.xml https://a.example/feeds/atom.xml 301\n"),
            (Server::Netlify, "/feeds/alt%20%221%22.xml https://a.example/feeds/atom.xml 301\n"),
        ] {
            assert_eq!(rules(server, std::slice::from_ref(&redirect)), expected);
        }
    }
}
