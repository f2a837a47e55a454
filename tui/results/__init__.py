"""What came out: the result grid, terminal pictures and the detail view."""
