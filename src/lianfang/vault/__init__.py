"""Sealing of personal values and the keys that end them. See ``vault.sealing``."""
