"""A procedural scene painter: pictures from words and a seed, with no AI model."""
