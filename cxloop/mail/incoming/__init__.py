"""What comes in by e-mail: read, told apart, and handed to the loop."""
