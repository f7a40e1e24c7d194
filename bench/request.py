"""The request that both sides send where the picture does not matter."""

import base64
import json

_PICTURE_BYTES = 1_200


def request_body() -> bytes:
    """A chat completion request with a picture as large as those of the `code` challenge."""
    picture = "data:image/png;base64," + base64.b64encode(bytes(_PICTURE_BYTES)).decode()
    parts = [
        {"type": "text", "text": "Which characters are printed in the picture?"},
        {"type": "image_url", "image_url": {"url": picture}},
    ]
    message = {"role": "user", "content": parts}
    return json.dumps({"model": "canned-vision", "messages": [message], "max_tokens": 1024}).encode()
