"""``make bench-endpoint``: the same store behind Writ and behind the native ``oxigraph serve``, the same client, one run."""
