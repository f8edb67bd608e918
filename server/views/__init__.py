"""Pages of single resources: a module per family of IRIs (``action``, ``actor``, ``document`` …) with its ``VIEW``.

A view turns an IRI into the value that its template shows; negotiation, validators and RDF stay in
:mod:`server.resources`. What has no view is shown property by property.
"""

from server.views.model import Page, View
from server.views.registry import page_of

__all__ = ["Page", "View", "page_of"]
