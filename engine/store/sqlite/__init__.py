"""The store in a file of the home folder."""
