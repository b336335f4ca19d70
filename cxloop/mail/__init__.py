"""The e-mail skin: letters to customers and alerts to colleagues."""
