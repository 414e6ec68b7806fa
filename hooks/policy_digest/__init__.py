"""Policy Digest: from annotated policy texts to the pages of a static site.

The way of a text is read -> link -> show. Nothing in this package imports a site generator.
"""
