"""What customers said: surveys, answers, and the files they come in."""
