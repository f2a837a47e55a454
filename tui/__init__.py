"""What the person sees: Textual screens and widgets over the engine's client interface."""
