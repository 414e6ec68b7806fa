"""The library at work in MkDocs. With the hook `mkdocs_digest`, the only part that knows the site generator."""
