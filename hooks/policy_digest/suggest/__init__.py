"""Candidate annotations for a text: found by rule or learned from what is annotated, each with its reason."""
