//! The program that the owner wants run when documents changed.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

/// How long the program may take.
const LIMIT: Duration = Duration::from_mins(15);

/// Characters of the program's output that a report shows.
const SHOWN: usize = 2000;

/// Runs `command`, which is a program and its arguments, in the folder of the configuration, so that relative paths in it mean the
/// same as elsewhere in the file, and with the publishing folder in `FEEDLOOM_DIR`.
///
/// # Errors
/// A sentence that says what went wrong, with the end of what the program wrote.
pub(super) async fn run(command: &[String], config: &Path, dir: &Path) -> Result<(), String> {
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    let folder = config.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Absolute, since it is read in another folder than ours.
    let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let running = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("FEEDLOOM_DIR", dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .output();
    let again = "it runs again at the next build";
    match tokio::time::timeout(LIMIT, running).await {
        Err(_) => {
            Err(format!("`{program}` (publish.after) took longer than 15 minutes and was stopped; {again}"))
        }
        Ok(Err(error)) => Err(format!("`{program}` (publish.after) could not be started: {error}; {again}")),
        Ok(Ok(output)) if output.status.success() => Ok(()),
        Ok(Ok(output)) => {
            let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
            said.push_str(&String::from_utf8_lossy(&output.stdout));
            let said = said.trim();
            let from = said.char_indices().rev().nth(SHOWN).map_or(0, |(at, _)| at);
            let said = if said.is_empty() { String::new() } else { format!("\n{}", &said[from..]) };
            Err(format!("`{program}` (publish.after) failed with {}; {again}{said}", output.status))
        }
    }
}
