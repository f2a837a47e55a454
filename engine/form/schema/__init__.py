"""What a JSON Schema says about one value, gathered from all the places where it says it."""
