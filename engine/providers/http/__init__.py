"""What every provider over HTTP shares: `client.Http`, its authorisation, limits and retries.

    http = Http("https://api.example.com/v1", name="example", auth=Auth.bearer(key))
    job = await http.request_json("POST", "/jobs", json={...}, idempotency_key=key)
    async with http.stream("POST", "/chat", json={...}) as reply:
        while (data := await reply.next()) is not None: ...
    picture = await http.download(job["url"], most_bytes=32 * 1024 * 1024)

All that goes wrong is a `ProviderError`.
"""
