"""Layouts of pictures: numbers in, positions out. Templates draw them as SVG; each has a table beside it that says the same."""
