"""The product: listen → open → act → verify → learn, one verb a wing, each with a face. Every step passes here."""
