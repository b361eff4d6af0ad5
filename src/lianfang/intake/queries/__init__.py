"""Reading what came in: lists and their balance, rows, certainties, declarations."""
