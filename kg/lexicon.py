"""The action lexicon: reads the templates of ``ontology/actions/*.ttl`` and says which can start at a word.

A template is a sentence with slots, as a domain expert would write it down (``lex:template`` literals)::

    {agent} block|ban {target:Platform}              a verb, its subject and its object
    {agent} take+down {target:Content}               a verb with a particle
    {agent} cut access to {target:Platform}          a verb with a fixed object and a preposition
    {agent} order {target:Actor} to-do               needs an infinitive or a that-clause behind it ("to-inf": an infinitive)
    {agent} not reply|comment                        only where it is negated or refused
    {target:Platform} be unavailable|inaccessible    a state: copula and adjective
    {agent} give {target:Actor} deadline|ultimatum   a further fixed word that the verb governs
    the ban|suspension of|on {target:Platform} by {agent}      a noun ("the" says so) and what hangs on it

Passives, participles, relative clauses, infinitives, light verbs ("impose a ban") and possessives follow from the
template and need none of their own. A slot with kinds, or with ``!``, must be filled; a slot with ``?`` or without either may stay
empty. ``a|b`` are alternatives. ``nil`` as subject says that the subject plays no role, ``self`` that it does it to itself
("ceased operations").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.errors import LanguageDataError
from kg.inflection import noun_forms, verb_forms
from kg.ontology_files import ontology_directory
from kg.vocab import LEX, RDFS, SKOS, WRIT

ROLES = frozenset({"agent", "target", "self", "place", "instrument", "ground", "nil"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a template for a participant. ``kinds`` is empty where any will do."""

    role: str
    kinds: frozenset[str] = frozenset()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Fixed words in a template: one of ``forms`` (lower case, inflected)."""

    forms: frozenset[str]
    lemmas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepositional:
    """A prepositional part: one of the prepositions and what must or may follow it."""

    prepositions: frozenset[str]
    filler: Slot | Words


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template. ``head`` maps each inflected form of the trigger to the particles of which it needs one ("" for none)."""

    kind: str
    source: str
    file: str
    is_noun: bool
    head: Mapping[str, frozenset[str]]
    subject: Slot | None
    object: Slot | Words | None
    complement: Words | None
    prepositional: tuple[Prepositional, ...]
    needs_clause: bool
    is_state: bool
    needs_infinitive: bool = False
    is_negative: bool = False

    @property
    def rule(self) -> str:
        """How claims name it: the action type and the template's own words."""
        return f"{self.kind}: {self.source}"

    @property
    def specificity(self) -> int:
        """How much it asks for: among templates that fit a word, the most specific wins."""
        asked = 2 * (isinstance(self.object, Words)) + (
            isinstance(self.object, Slot) and self.object.required
        )
        asked += sum(
            2 * isinstance(p.filler, Words) + (isinstance(p.filler, Slot) and p.filler.required)
            for p in self.prepositional
        )
        asked += 2 * sum(
            words is not None and all(" " in lemma for lemma in words.lemmas)
            for words in (self.object if isinstance(self.object, Words) else None, self.complement)
        )
        asked += 2 * self.is_negative
        asked += (
            2 * (self.complement is not None)
            + self.needs_clause
            + any(any(particles) for particles in self.head.values())
        )
        return int(asked + (self.subject is not None and self.subject.required))


@dataclass(frozen=True, slots=True)
class ActionType:
    """An action type as the lexicon needs it: its name, parent and templates."""

    name: str
    parent: str
    label: str
    file: str
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All action types, and their templates by the word that can start them."""

    types: dict[str, ActionType]
    verbs: dict[str, tuple[Template, ...]]
    nouns: dict[str, tuple[Template, ...]]
    states: dict[str, tuple[Template, ...]]

    def parent(self, kind: str) -> str:
        """The parent class of an action type: ``Restriction`` for ``Block``."""
        return self.types[kind].parent

    def is_of_access(self, kind: str) -> bool:
        """Whether an action type takes something from people's reach or gives it back: restrictions and restorations."""
        return self.parent(kind) in ("Restriction", "Restoration")


_SLOT = re.compile(r"\{(?P<role>\w+)(?P<mark>[?!])?(?::(?P<kinds>[\w|]+))?\}")
PREPOSITIONS = frozenset(
    [
        "of",
        "on",
        "upon",
        "against",
        "to",
        "for",
        "with",
        "in",
        "into",
        "from",
        "by",
        "about",
        "over",
        "at",
        "under",
        "within",
        "regarding",
        "concerning",
        "between",
        "before",
        "behind",
        "below",
        "around",
        "round",
        "off",
        "through",
        "as",
        "after",
        "toward",
        "towards",
        "without",
        "across",
        "at",
        "during",
        "via",
        "outside",
        "that",
        "up",
        "inside",
        "until",
        "till",
    ]
)


def compile_template(kind: str, source: str, file: str) -> Template:
    """Reads one template.

    Raises:
        LanguageDataError: a slot, role or order of parts is not as the module describes; names the file and template.
    """

    def wrong(what: str) -> LanguageDataError:
        return LanguageDataError(f"{file}: template {source!r}: {what}")

    tokens = source.split()
    is_noun = bool(tokens) and tokens[0] == "the"
    tokens = tokens[1:] if is_noun else tokens

    def slot(token: str) -> Slot | None:
        match = _SLOT.fullmatch(token)
        if match is None:
            if "{" in token or "}" in token:
                raise wrong(f"{token!r} is no slot")
            return None
        if match["role"] not in ROLES:
            raise wrong(f"unknown role {match['role']!r}")
        kinds = frozenset((match["kinds"] or "").split("|")) - {""}
        return Slot(match["role"], kinds, match["mark"] == "!" or (bool(kinds) and match["mark"] != "?"))

    if not tokens:
        raise wrong("it is empty")
    subject = None if is_noun else slot(tokens[0])
    if subject is not None or tokens[0] == "nil":
        tokens = tokens[1:]
    is_negative = bool(tokens) and tokens[0] == "not"
    tokens = tokens[1:] if is_negative else tokens
    if not tokens or slot(tokens[0]) is not None:
        raise wrong("no trigger word")
    lemmas = tokens[0].split("|")
    rest = tokens[1:]
    is_state = not is_noun and lemmas == ["be"]
    complement: Words | None = None
    if is_state:
        if not rest or slot(rest[0]) is not None:
            raise wrong("'be' needs an adjective or noun")
        complement, rest = _words(rest[0], nouns=True), rest[1:]
    object_: Slot | Words | None = None
    prepositional: list[Prepositional] = []
    needs_clause = needs_infinitive = False
    while rest:
        token, rest = rest[0], rest[1:]
        if token in ("to-do", "to-inf"):
            needs_clause = True
            needs_infinitive = token == "to-inf"
        elif set(token.split("|")) <= PREPOSITIONS:
            if not rest:
                raise wrong(f"nothing behind {token!r}")
            prepositional.append(
                Prepositional(frozenset(token.split("|")), slot(rest[0]) or _words(rest[0], nouns=True))
            )
            rest = rest[1:]
        elif object_ is None and not prepositional:
            object_ = slot(token) or _words(token, nouns=True)
        elif complement is None and slot(token) is None:
            complement = _words(token, nouns=True)
        else:
            raise wrong(f"{token!r} is out of place")
    head: dict[str, frozenset[str]] = {}
    for lemma in lemmas:
        word, _, particle = lemma.partition("+")
        for form in noun_forms(word) if is_noun else verb_forms(word):
            head[form] = head.get(form, frozenset()) | {particle}
    return Template(
        kind, source, file, is_noun, head, subject, object_, complement, tuple(prepositional), needs_clause, is_state,
        needs_infinitive, is_negative,
    )  # fmt: skip


def _words(token: str, *, nouns: bool) -> Words:
    lemmas = tuple(token.replace("_", " ").split("|"))
    return Words(
        frozenset(form for lemma in lemmas for form in (noun_forms(lemma) if nouns else {lemma})), lemmas
    )


def load_types(folder: Path) -> tuple[ActionType, ...]:
    """Reads the action types of a folder of Turtle files, one type a file, sorted by name.

    Raises:
        LanguageDataError: a file is not Turtle or holds no action type.
    """
    types = []
    for path in sorted(folder.glob("*.ttl")):
        try:
            quads = list(parse(path=str(path), format=RdfFormat.TURTLE))
        except (SyntaxError, ValueError) as error:
            raise LanguageDataError(f"{path.name}: {error}") from error
        about: dict[NamedNode, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                about[quad.subject][quad.predicate.value].append(quad.object.value)
        classes = [
            s
            for s, po in about.items()
            if any(parent.startswith(WRIT) for parent in po.get(RDFS + "subClassOf", []))
        ]
        if not classes:
            raise LanguageDataError(f"{path.name}: no class under one of the ontology's action classes")
        for subject in classes:
            properties = about[subject]
            name = subject.value.removeprefix(WRIT)
            parent = next(p for p in properties[RDFS + "subClassOf"] if p.startswith(WRIT)).removeprefix(WRIT)
            templates = tuple(
                compile_template(name, source, f"ontology/actions/{path.name}")
                for source in sorted(properties.get(LEX + "template", []))
            )
            label = next(iter(properties.get(RDFS + "label", [])), name)
            types.append(ActionType(name, parent, label, f"ontology/actions/{path.name}", templates))
    return tuple(sorted(types, key=lambda t: t.name))


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of ``ontology/actions``, read once a process."""
    types = load_types(ontology_directory() / "actions")
    verbs: dict[str, list[Template]] = defaultdict(list)
    nouns: dict[str, list[Template]] = defaultdict(list)
    states: dict[str, list[Template]] = defaultdict(list)
    for template in (t for action_type in types for t in action_type.templates):
        if template.is_state and template.complement is not None:
            for form in template.complement.forms:
                states[form].append(template)
            continue
        for form in template.head:
            (nouns if template.is_noun else verbs)[form].append(template)

    def ranked(table: dict[str, list[Template]]) -> dict[str, tuple[Template, ...]]:
        return {
            form: tuple(sorted(found, key=lambda t: (-t.specificity, t.kind, t.source)))
            for form, found in table.items()
        }

    return Lexicon({t.name: t for t in types}, ranked(verbs), ranked(nouns), ranked(states))


@cache
def language_data(name: str) -> dict[str, object]:
    """The YAML file ``ontology/language/<name>.yaml`` as a mapping.

    Raises:
        LanguageDataError: it is missing or no mapping.
    """
    path = ontology_directory() / "language" / f"{name}.yaml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LanguageDataError(f"ontology/language/{name}.yaml: {error}") from error
    if not isinstance(data, dict):
        raise LanguageDataError(f"ontology/language/{name}.yaml: not a mapping")
    return data


@cache
def word_list(file: str, key: str) -> frozenset[str]:
    """The words under ``key`` of ``ontology/language/<file>.yaml``, as they stand there, lower case."""
    value = language_data(file).get(key)
    if not isinstance(value, str | list):
        raise LanguageDataError(f"ontology/language/{file}.yaml: no word list {key!r}")
    words: Iterable[str] = value.split() if isinstance(value, str) else map(str, value)
    return frozenset(word.replace("_", " ").lower() for word in words)


@cache
def verb_list(file: str, key: str) -> frozenset[str]:
    """All inflected forms of the verbs under ``key`` of a language file."""
    return frozenset(form for verb in word_list(file, key) for form in verb_forms(verb))


@cache
def noun_list(file: str, key: str) -> frozenset[str]:
    """Singular and plural of the nouns under ``key`` of a language file."""
    return frozenset(form for noun in word_list(file, key) for form in noun_forms(noun))


@cache
def ground_cues() -> tuple[tuple[str, str], ...]:
    """(cue phrase, local name of the ground concept) of the grounds scheme, longest phrase first."""
    cues = []
    path = ontology_directory() / "schemes" / "grounds.ttl"
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        if quad.predicate.value in (
            SKOS + "hiddenLabel",
            SKOS + "prefLabel",
            SKOS + "altLabel",
        ) and isinstance(quad.subject, NamedNode):
            concept = quad.subject.value.removeprefix(WRIT)
            if concept.startswith("ground-") and isinstance(quad.object, Literal):
                cues.append((quad.object.value.lower(), concept))
    return tuple(sorted(set(cues), key=lambda c: (-len(c[0]), c)))
