"""One small control for each kind of field, all without borders; the row around draws label and errors."""
