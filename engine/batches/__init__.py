"""Script steps over records: one run for each, on the queue, with the records' fields as outputs."""
