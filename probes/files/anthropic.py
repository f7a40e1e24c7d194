"""Anthropic's Files API (`anthropic.resources.beta.files` of the SDK, 2.14).

It is asked for by a header, which whoever speaks of a file in a message has to send as well: without it,
"Input tag 'file' found using 'type' does not match any of the expected tags"
(anthropics/anthropic-sdk-ruby#127). A file lasts until it is deleted, so it is given the shortest life that
there is, an hour (`FileUploadParams`). Replies are the SDK's `BetaFileMetadata` and `BetaDeletedFile`.
"""

from probes.files.form import FormApi
from probes.files.multipart import field

BETA = {"anthropic-beta": "files-api-2025-04-14"}

API = FormApi(
    {"accept": "application/json", "anthropic-version": "2023-06-01", **BETA},
    (field("expires_in_seconds", "3600"),),
)
