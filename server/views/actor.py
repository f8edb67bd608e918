"""The page of an actor."""

from server.views.entity import entity_page
from server.views.model import View

VIEW = View(
    name="actor",
    read=lambda iri: entity_page(
        iri,
        (
            "agent",
            "target",
        ),
    ),
)
