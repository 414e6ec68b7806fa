"""Raw files as drafts: what an editor found becomes a capture and a source to be checked (docs: adding texts)."""
