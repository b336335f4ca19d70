"""The conversation with one customer by e-mail: what we wrote, what they wrote, and the templates of our letters."""
