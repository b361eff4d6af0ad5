"""Acceptance: what the product shows, checked from outside by arithmetic of its own.

Nothing here looks at the product's own tables of rules. Expected days are counted from the official
texts' numbers; expected lists are read from the published files by a reader written for the test.
"""
