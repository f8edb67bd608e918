"""``make bench-pages``: what every page costs on a large graph."""
