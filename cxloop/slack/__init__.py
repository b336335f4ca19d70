"""The Slack skin, both ways: alerts out, a button back."""
