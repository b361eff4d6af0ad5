"""Measurements of the design, each beside what it is compared with, in one run on one machine."""
