"""What we change for everybody: the outer loop."""
