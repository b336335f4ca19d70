"""What the numbers mean: pure figures, one subject a file.

Names M1 to M12 are those of the definitions page. Every result carries the definition it was computed by, its
version, n, its 95 % interval and what was left out.
"""
