"""How a picture travels inside an ask: one file per way of encoding it, one line in `MEDIA`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from probes.media import (
    inline,
    inline_alpha,
    inline_exif,
    inline_gif,
    inline_jpeg,
    inline_large,
    inline_parameter,
    inline_webp,
)
from probes.types import ImagePart, Picture


class Via(StrEnum):
    """By which way the bytes of a picture reach the model.

    `inline` stand in the request; behind a `url` somebody has to fetch them from us; `internal` is the same
    at a private address of ours, where nobody outside should look; `upload` gives them to the provider
    before, who gives them a name.
    """

    INLINE = "inline"
    URL = "url"
    INTERNAL = "internal"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Medium:
    """One way of sending a picture.

    `carry` makes the part with the bytes as they are to be sent; where they do not travel inline, whoever
    sends puts a URL or the name of a file in their place. `detail` is how closely the model is told to look,
    `redirects` whether the URL leads to the picture by way of another. `data_url` tells that the way is one
    of writing a data URL, and means nothing to protocols without them.
    """

    carry: Callable[[Picture], ImagePart]
    via: Via = Via.INLINE
    detail: str = ""
    redirects: bool = False
    data_url: bool = False

    @property
    def by_url(self) -> bool:
        """Whether the picture lies behind a URL of ours, public or private."""
        return self.via in (Via.URL, Via.INTERNAL)


MEDIA: dict[str, Medium] = {
    "inline-png": Medium(inline.as_drawn),
    "inline-jpeg": Medium(inline_jpeg.as_jpeg),
    "inline-webp": Medium(inline_webp.as_webp),
    "inline-gif": Medium(inline_gif.as_gif),
    "inline-alpha": Medium(inline_alpha.as_cut_out),
    "inline-exif": Medium(inline_exif.as_stored_by_a_camera),
    "inline-large": Medium(inline_large.enlarged),
    "upload": Medium(inline.as_drawn, Via.UPLOAD),
    "inline-parameter": Medium(inline_parameter.as_drawn_and_described, data_url=True),
    "detail-low": Medium(inline.as_drawn, detail="low"),
    "detail-high": Medium(inline.as_drawn, detail="high"),
    "detail-original": Medium(inline.as_drawn, detail="original"),
    "url": Medium(inline.as_drawn, Via.URL),
    "url-redirect": Medium(inline.as_drawn, Via.URL, redirects=True),
    "url-internal": Medium(inline.as_drawn, Via.INTERNAL),
}
