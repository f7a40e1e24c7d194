"""How tests ask a preset: by a gateway whose protocol can say it, with whoever carries its pictures."""

from monitor.asking.carrying import Carriers
from monitor.asking.exchange import Sender
from monitor.asking.uploading import Uploading
from monitor.probe import Gateway
from probes.media import MEDIA, Via
from probes.presets import PRESETS


def gateway_of(preset: str, base_url: str, name: str = "sim") -> Gateway:
    """A gateway at `base_url`, which speaks of files where the preset uploads its pictures."""
    uploads = MEDIA[PRESETS[preset].medium].via is Via.UPLOAD
    return Gateway(name, f"{base_url}/v1", protocol="openai-responses" if uploads else "openai-chat")


def carriers_of(sender: Sender) -> Carriers:
    """Whoever brings pictures to where a model finds them; behind URLs, where the sender looks there."""
    origins: Carriers = getattr(sender, "origins", {})
    return {**origins, Via.UPLOAD: Uploading(sender)}
