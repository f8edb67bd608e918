"""The reconciliation service: names of a table matched with the actors, places and instruments of the store.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/ and the draft of 1.0. ``queries`` reads
what is asked in either version, ``catalogue`` knows the entities of one state of the store, ``matching`` answers,
``extension`` gives values of properties, ``views`` is the blueprint.
"""
