"""The TOML files of a project: one way to read them, and one sentence about those that cannot be read."""

import re
import tomllib
from pathlib import Path

from signposts.records import Finding


def read_tables(root: Path, file: Path, code: str) -> tuple[str | None, dict, list[Finding]]:
    """The text of a file below ``root`` and what it holds: None if it is missing or, with a finding, not TOML."""
    try:
        text = (root / file).read_text(encoding="utf-8")
        return text, tomllib.loads(text), []
    except FileNotFoundError:
        return None, {}, []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = int(match[1]) if (match := re.search(r"at line (\d+)", str(error))) else 1
        return None, {}, [Finding(file.as_posix(), line, code, f"the file is not TOML ({error})")]
