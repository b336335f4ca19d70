"""The benchmarks: ours and a floor beside it, measured interleaved; `make bench` writes RESULTS.md."""
