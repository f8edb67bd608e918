"""Citations of pages as BibTeX and CSL-JSON. They name the version of the data, since the graph behind an address changes.

CSL-JSON: https://docs.citationstyles.org/en/stable/specification.html · the type ``@misc`` of BibTeX with ``url`` and ``note``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A page under its stable address; ``issued`` is the day on which the data came about, "" where nobody knows."""

    title: str
    url: str
    version: str
    issued: str

    @property
    def key(self) -> str:
        """The same for the same address and version."""
        return "writ-" + blake2b(f"{self.url} {self.version}".encode(), digest_size=4).hexdigest()

    @property
    def words(self) -> str:
        """A line of text."""
        when = f" ({self.issued[:4]})" if self.issued else ""
        return f"Writ{when}. {self.title}. Data version {self.version or 'unknown'}. {self.url} (accessed {_today()})."

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX and BibLaTeX."""
        fields = {
            "title": "{" + _tex(self.title) + "}",
            "author": "{{Writ}}",
            "year": "{" + self.issued[:4] + "}" if self.issued else "",
            "url": "{" + re.sub(r"[{}\\\s]", "", self.url) + "}",
            "urldate": "{" + _today() + "}",
            "note": "{Data version " + _tex(self.version or "unknown") + "}",
        }
        lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items() if value)
        return f"@misc{{{self.key},\n{lines}\n}}\n"

    @property
    def csl(self) -> str:
        """A list of one item in CSL-JSON."""
        item = {
            "id": self.key,
            "type": "webpage",
            "title": self.title,
            "author": [{"literal": "Writ"}],
            "URL": self.url,
            "accessed": {"date-parts": [[int(part) for part in _today().split("-")]]},
            "version": self.version or "unknown",
        }
        if self.issued:
            item["issued"] = {"date-parts": [[int(part) for part in self.issued.split("-")]]}
        return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)
