"""The store on PostgreSQL, which several programs on several machines share."""
