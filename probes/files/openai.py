"""OpenAI's Files API, for the pictures of the Responses API (`openai.resources.files` of the SDK, 3.57).

The purpose is `vision`, as in the vendor's guide to images. A file lasts until it is deleted, so it is given
the shortest life that there is (`ExpiresAfter` in the SDK's types: an hour): whatever becomes of us, nothing
stays. Replies are the SDK's `FileObject` and `FileDeleted`.
"""

from probes.files.form import FormApi
from probes.files.multipart import field

API = FormApi(
    {"accept": "application/json"},
    (
        field("purpose", "vision"),
        field("expires_after[anchor]", "created_at"),
        field("expires_after[seconds]", "3600"),
    ),
)
