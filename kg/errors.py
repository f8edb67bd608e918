"""The exceptions that Writ raises on purpose; everything else is a bug.

::

    WritError                 anything a caller may want to catch; its text is one clear line
    ├── UsageError            the call itself is wrong: an option, a path, a setting
    ├── ReadError             a document can't be read: empty, binary, encrypted, broken
    ├── LanguageDataError     a file under ``ontology/`` does not say what its reader expects
    ├── ExtractionError       a document was read but an extractor failed on it
    ├── LanguageModelError    a language model gave no answer that can be used
    ├── ValidationError       the graph breaks a shape; carries the findings
    ├── StoreError            the store directory can't be opened, written or swapped
    │   └── NotBuiltError     there is no build in it yet
    ├── LinkError             another data set can't be read, asked or understood
    └── ExportError           a graph can't be written in the format asked for
"""


class WritError(Exception):
    """Root of the tree."""


class UsageError(WritError):
    """The call is wrong: an unknown option value, a path that does not exist, a setting out of range."""


class ReadError(WritError):
    """A document can't be read; the message gives the reason without the file, which the caller knows."""


class LanguageDataError(WritError):
    """A data file under ``ontology/`` is wrong; the message names the file and the line or term."""


class ExtractionError(WritError):
    """An extractor failed on a document."""


class LanguageModelError(WritError):
    """A language model could not be reached, or what it answered is not what it was asked for."""


class ValidationError(WritError):
    """The graph breaks SHACL shapes; ``findings`` names each focus node and shape."""

    def __init__(self, message: str, findings: tuple[object, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class StoreError(WritError):
    """The store can't be opened, written or swapped."""


class NotBuiltError(StoreError):
    """The store directory holds no build yet."""


class ExportError(WritError):
    """A graph can't be written in the format asked for."""


class LinkError(WritError):
    """Another data set can't be read, asked or understood."""
