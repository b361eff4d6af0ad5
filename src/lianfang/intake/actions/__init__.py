"""The only writers of what comes in: lists, their rows, declarations."""
