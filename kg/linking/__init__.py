"""Linking: which record of another data set an entity of ours is, or that it is none of them (NIL).

``names`` compares names and ``index`` finds records by them, for ``writ link`` and for the reconciliation service alike;
``ranking`` decides; each module with a ``SOURCE`` is one kind of data set to link with.
"""
