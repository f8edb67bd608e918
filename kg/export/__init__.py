"""RDF dataset to file: one module per format, each a plug-in with a constant ``FORMAT``."""
