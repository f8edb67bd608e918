"""Annotations of single documents to knowledge over all of them: actors, actions, statuses, conflicts."""
