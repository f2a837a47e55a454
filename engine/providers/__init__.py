"""Whoever generates: text and media providers behind two small protocols.

To add a provider:

1. Write the class: `text.TextProvider` or `media.MediaProvider`, over `http.client.Http` if it
   is a server. Everything that fails is an `errors.ProviderError`; closing the iterator that
   `generate` returned stops the work at the provider.
2. Write `kinds/<kind>.py`: a `settings.ServerSettings` model (what its table in config.toml may
   say) and `KIND = Kind(...)` with functions that make the provider out of a `kind.Setup`; they
   import the class inside, so that listing kinds stays cheap. `kinds/openai.py` shows it.
3. Add one line to `KINDS` in `registry.py`.
4. A text provider whose replies stream: a `text_stream.TextStream` says what its events mean,
   gathering tool calls in its `calls`; `text_exchange.exchange` asks and reads. One that cannot
   offer tools raises `no_tools.no_tools` first. Its protocol's bytes go into `tests/servers/wires/`
   and into the list of `tests/engine/providers/contract_text/`, which then holds it to the contract.

    def text(setup: Setup[AnthropicSettings]) -> TextProvider:
        from engine.providers.anthropic.provider import Anthropic  # noqa: PLC0415 - when one is needed

        http = setup.http(Auth.in_header("X-Api-Key", setup.key()), headers={"anthropic-version": "…"})
        return Anthropic(setup.name, http, label=setup.label, model=setup.settings.model)

    KIND = Kind("anthropic", AnthropicSettings, text=text, key_variable="ANTHROPIC_API_KEY")
"""
