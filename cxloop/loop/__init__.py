"""The product: listen → open → act → verify → learn, one verb a file. Every step of the loop passes here."""
