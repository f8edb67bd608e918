"""The page of a legal instrument."""

from server.views.entity import entity_page
from server.views.model import View

VIEW = View(
    name="instrument",
    read=lambda iri: entity_page(
        iri,
        (
            "instrument",
            "target",
        ),
    ),
)
