"""The JSON skin: programs speak to cxloop here, under /api/v1."""
