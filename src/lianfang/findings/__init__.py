"""What is known of a person or a place: since when, said by whom. Never edited, only added to."""
