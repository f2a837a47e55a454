"""One small unit for each thing the API can do, and the dispatcher that runs them."""
