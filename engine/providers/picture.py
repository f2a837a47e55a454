"""A picture on its way to a provider, or back."""

import base64
from dataclasses import field

from schemas.frozen import frozen


@frozen
class Picture:
    """Encoded bytes, such as a PNG file's, and their media type; not checked here."""

    data: bytes = field(repr=False)
    media_type: str = "image/png"

    @property
    def base64(self) -> str:
        """The bytes as APIs take them inside JSON."""
        return base64.b64encode(self.data).decode("ascii")

    @property
    def data_url(self) -> str:
        """`data:image/png;base64,…`."""
        return f"data:{self.media_type};base64,{self.base64}"
