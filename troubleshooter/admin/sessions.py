"""Sessions and their events, to read."""
