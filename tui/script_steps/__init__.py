"""The page of a step that runs a script over records: the records, one of them in full, how the runs go."""
