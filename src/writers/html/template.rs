//! The templates, compiled once. In: a template's name and its values. Out: HTML in which every value is escaped that was not
//! marked as HTML by the caller.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, Error, Output, State, Template, UndefinedBehavior};
use serde::Serialize;

use super::FORMAT;
use crate::writers::{WriteError, xml};

/// The page around the entries.
pub(super) const PAGE: &str = "page.html";
/// One entry.
pub(super) const ENTRY: &str = "entry.html";

static TEMPLATES: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_formatter(format);
    templates.add_template(PAGE, include_str!("page.html"))?;
    templates.add_template(ENTRY, include_str!("entry.html"))?;
    Ok(templates)
});

/// Fills a template.
pub(super) fn render<T: Serialize>(name: &str, values: &T) -> Result<String, WriteError> {
    template(name)?.render(Value::from(Serde(values))).map_err(|error| failed(&error))
}

/// Fills a template, and appends what comes out.
pub(super) fn render_to<T: Serialize>(out: &mut Vec<u8>, name: &str, values: &T) -> Result<(), WriteError> {
    let rendered = template(name)?.render_captured_to(Value::from(Serde(values)), out);
    rendered.map(|_| ()).map_err(|error| failed(&error))
}

fn template(name: &str) -> Result<Template<'static, 'static>, WriteError> {
    let templates = TEMPLATES.as_ref().map_err(failed)?;
    templates.get_template(name).map_err(|error| failed(&error))
}

fn failed(error: &Error) -> WriteError {
    WriteError::Serialize { format: FORMAT, reason: format!("{error:#}") }
}

/// Writes a value. The crate's own formatter would write every `/` of a URL as a reference.
fn format(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(html) if value.is_safe() => out.write_str(html)?,
        Some(text) => out.write_str(&xml::escaped(text))?,
        None => out.write_str(&xml::escaped(&value.to_string()))?,
    }
    Ok(())
}
