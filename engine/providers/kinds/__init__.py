"""One module a kind of provider, each with its settings and a `KIND`; `registry.KINDS` lists them."""
