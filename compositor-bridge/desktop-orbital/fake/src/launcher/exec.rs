// SPDX-License-Identifier: Apache-2.0
//! What the launcher runs for an `Exec` line.

use crate::words;

/// Program and arguments, or why the launcher refuses.
pub fn command(exec: &str, path: Option<&str>) -> Result<Vec<String>, String> {
    let words = words::split(exec).ok_or_else(|| format!("failed to parse {exec}"))?;
    let (program, arguments) = words.split_first().ok_or_else(|| format!("failed to parse {exec}"))?;
    let mut command = vec![program.clone()];
    for argument in arguments {
        match argument.as_str() {
            // A whole argument only; without a path it is dropped.
            "%f" | "%F" | "%u" | "%U" => command.extend(path.map(str::to_owned)),
            // Even `%%`, `%i`, `%c` and `%k`, which other launchers know.
            code if code.starts_with('%') => return Err(format!("unsupported Exec code {code:?} in {exec:?}")),
            other => command.push(other.to_owned()),
        }
    }
    Ok(command)
}
