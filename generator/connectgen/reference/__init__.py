"""Reference of one site for people: a row per field, and the forms that show them."""
