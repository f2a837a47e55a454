"""Pictures over OpenAI's images API. API: https://platform.openai.com/docs/api-reference/images."""
