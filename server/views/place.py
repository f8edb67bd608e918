"""The page of a place."""

from server.views.entity import entity_page
from server.views.model import View

VIEW = View(name="place", read=lambda iri: entity_page(iri, ("place",)))
