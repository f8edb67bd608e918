"""A made-up stream of news that has nothing to do with platforms: sport, weather, farming, culture, markets; the same for the same seed.

One document in five has a word of things online ("on its website"), as such news does, so that the gate can't do by absence alone.
"""

from __future__ import annotations

import random

_PLACES = (
    "Lusaka",
    "Turin",
    "Cebu",
    "Almaty",
    "Cusco",
    "Bergen",
    "Tampa",
    "Nagoya",
    "Oran",
    "Leeds",
    "Suva",
    "Graz",
)
_PEOPLE = (
    "Maria Okello",
    "Jonas Brandt",
    "Ayesha Rahim",
    "Pedro Salas",
    "Lin Mei",
    "Tomas Novak",
    "Grace Banda",
    "Ivan Petrov",
)
_TEAMS = ("Rovers", "City", "the Falcons", "United", "the Harbour side", "Athletic", "the Lions", "Wanderers")
_SENTENCES = (
    "{team} beat {other} by {n} goals to one on Saturday after a slow first half.",
    "{person} scored twice in {n} minutes, and the visitors never recovered.",
    "Heavy rain fell on {place} through the night, and the river rose by {n} centimetres.",
    "Forecasters expect a dry week, with light winds from the south and a chance of frost in the hills.",
    "The orchestra opened its season in {place} with a symphony that {person} had rediscovered in an attic.",
    "Farmers around {place} said the harvest was the best in {n} years, though prices remain low.",
    "A new bridge over the estuary will open in the spring, {n} months later than planned.",
    "{person}, who has run the bakery for {n} years, blocks the door with a sack of flour on summer mornings.",
    "The museum shows {n} paintings by local artists, some of them never hung before.",
    "The coach banned late dinners before the final and fined two players for missing training.",
    "Shares in the shipping line rose {n} per cent after it ordered two new ferries.",
    "The mayor of {place} thanked volunteers who had cleared snow from {n} streets.",
    "Doctors at the hospital removed a coin that the boy had swallowed at breakfast.",
    "The committee will meet again on Tuesday to choose a design for the square.",
    "{person} told reporters that the team had worked hard and deserved its luck.",
    "The library lent {n} thousand books last year, most of them to children.",
    "A court in {place} sentenced two men for stealing copper from a railway yard.",
    "The train from {place} was late by {n} minutes because of leaves on the line.",
    "Researchers counted {n} pairs of storks along the canal, twice as many as a decade ago.",
    "The recipe calls for {n} onions, a handful of parsley and patience.",
)  # fmt: skip
_ONLINE = (
    "Tickets are sold at the door and on the festival's website.",
    "Results will be published online on Monday.",
    "The club said in a post that the match would start at noon.",
)
_PARAGRAPHS, _PER_PARAGRAPH, _ONE_ONLINE_IN = 8, 4, 5


def articles(count: int, seed: int = 1) -> list[str]:
    """So many articles of some 400 words."""
    rng = random.Random(seed)
    return [_article(rng, number % _ONE_ONLINE_IN == 0) for number in range(count)]


def _article(rng: random.Random, speaks_of_online: bool) -> str:
    paragraphs = [" ".join(_sentence(rng) for _ in range(_PER_PARAGRAPH)) for _ in range(_PARAGRAPHS)]
    if speaks_of_online:
        paragraphs.insert(rng.randrange(_PARAGRAPHS), rng.choice(_ONLINE))
    title = f"{rng.choice(_PLACES)} looks back on the week"
    return f"{title}\n\n{rng.randrange(1, 29)} March 2025\n\n" + "\n\n".join(paragraphs) + "\n"


def _sentence(rng: random.Random) -> str:
    team, other = rng.sample(_TEAMS, 2)
    return rng.choice(_SENTENCES).format(
        team=team, other=other, person=rng.choice(_PEOPLE), place=rng.choice(_PLACES), n=rng.randrange(2, 40)
    )
