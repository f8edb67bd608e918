#!/usr/bin/env python3
"""Writes server/static/vendor/manifest.json: the SHA-256 of each vendored file. Run it after a deliberate update of one."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "server" / "static" / "vendor"


def checksums() -> dict[str, str]:
    """By path inside the folder, sorted; the README and the manifest themselves are left out."""
    files = sorted(p for p in VENDOR.rglob("*") if p.is_file() and p.parent != VENDOR)
    return {p.relative_to(VENDOR).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


if __name__ == "__main__":
    (VENDOR / "manifest.json").write_text(json.dumps(checksums(), indent=1) + "\n", encoding="utf-8")
