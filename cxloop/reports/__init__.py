"""What the numbers say: improvement first, the number second, never without its uncertainty."""
