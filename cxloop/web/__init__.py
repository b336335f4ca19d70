"""The HTML skin: one folder a room, as in templates/."""
