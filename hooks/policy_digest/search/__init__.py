"""The full-text search: an index of all texts, of which an edit makes anew what it touches."""
