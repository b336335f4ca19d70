"""The one door to other people's servers: public addresses only, no redirects, bounded in time and size."""
