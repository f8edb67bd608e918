"""Facts found and speed beside other extractors: `python -m tests.bench_extract` (`make bench-extract`)."""
