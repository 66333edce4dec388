"""Django's PostgreSQL, whose small queries are planned once and whose idle lines are believed."""
