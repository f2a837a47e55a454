"""Jobs that workers run: PgQueuer on the store's PostgreSQL. Nothing outside of here imports it."""
