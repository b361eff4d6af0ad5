"""The only code that talks to the outside: spreadsheets, documents, feeds, messages."""
