"""Pages about oneself, the contact book, and the administration of staff."""
