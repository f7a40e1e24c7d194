"""The keys of a gateway: where it is, how it is spoken to, and where its secrets stand."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from monitor.config.scalars import InvalidValueError
from monitor.config.schema.entry import Entry
from monitor.config.schema.fields import (
    MOST_PLACES,
    BaseUrl,
    EnvName,
    FilePath,
    HeaderName,
    HeaderValue,
    Host,
    Model,
    Proxy,
    PublicText,
    Word,
)
from monitor.safety.secret import Secret


class SecretEntry(Entry):
    """Where a credential stands; it is read again at each use."""

    env: EnvName | None = Field(default=None, description="The environment variable that holds it.")
    file: FilePath | None = Field(
        default=None, description="The file that holds it. A relative path starts at this file's folder."
    )

    @model_validator(mode="before")
    @classmethod
    def _no_literal(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            raise InvalidValueError(
                "a secret must not stand in the file", "name its place: {env: NAME} or {file: PATH}"
            )
        return value

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.env is None) == (self.file is None):
            raise InvalidValueError("takes exactly one of env and file")
        return self

    def secret(self, folder: Path) -> Secret:
        """The secret's place, a relative path taken from `folder`."""
        return Secret(env=self.env, file=folder / self.file if self.file else None)


def _header_kind(value: Any) -> str:
    return "[secret]" if isinstance(value, Mapping | SecretEntry) else "[text]"


Header = Annotated[
    Annotated[HeaderValue, Tag("[text]")] | Annotated[SecretEntry, Tag("[secret]")],
    Discriminator(_header_kind),
]


class TlsEntry(Entry):
    """TLS of a gateway; without it, the platform's trust store and no client certificate."""

    ca_file: FilePath | None = Field(
        default=None, description="Certificates to trust instead of the platform's."
    )
    cert_file: FilePath | None = Field(default=None, description="The client certificate to present.")
    key_file: FilePath | None = Field(default=None, description="The key of `cert_file`, if it stands apart.")
    server_name: Host | None = Field(
        default=None, description="The name to ask for and to verify instead of the URL's host."
    )


class AwsEntry(Entry):
    """Credentials of AWS: each request is signed with them (signature version 4)."""

    region: Word = Field(description="The region that the endpoint is in, as in its address.")
    access_key_id: SecretEntry = Field(description="Where the id of the access key stands.")
    secret_access_key: SecretEntry = Field(description="Where the key that signs stands.")
    session_token: SecretEntry | None = Field(
        default=None, description="Where the token of temporary credentials stands."
    )


class EndpointEntry(Entry):
    """Where requests go: a base URL with a protocol, credentials, TLS and proxy settings."""

    base_url: BaseUrl = Field(description="The http or https URL to which the protocol appends its path.")
    protocol: Word = Field(default="openai-chat", description="The wire protocol it speaks.")
    dialect: Word | None = Field(
        default=None, description="How it speaks the protocol. Default: the protocol's first dialect."
    )
    api_version: Word | None = Field(
        default=None, description="The `api-version` that its addresses ask for, where they do (Azure)."
    )
    api_key: SecretEntry | None = Field(
        default=None, description="Where the key stands; never the key itself."
    )
    aws: AwsEntry | None = Field(
        default=None, description="Sign requests to AWS instead of sending a key. Needs `eyechart[aws]`."
    )
    headers: dict[HeaderName, Header] = Field(
        default_factory=dict,
        max_length=32,
        description="Headers to add: a text, or {env} or {file} for a secret.",
    )
    tls: TlsEntry | None = Field(default=None, description="TLS files and server name.")
    proxy: Proxy | None = Field(
        default=None,
        description="The proxy's URL, or `environment` for the environment's; unasked, neither is used.",
    )


class GatewayEntry(EndpointEntry):
    """A base URL with a protocol, credentials, TLS and proxy settings."""

    connection: Literal["fresh", "kept"] = Field(
        default="fresh",
        description="A kept connection stays with one backend and hides the bad replica behind the others.",
    )
    max_concurrency: Annotated[int, Field(ge=1, le=MOST_PLACES)] = Field(
        default=4, description="Requests to this gateway at one time."
    )
    public_name: PublicText | None = Field(
        default=None, description="What the public page calls it; without one, its routes stand in no group."
    )


class DirectEntry(EndpointEntry):
    """The provider's own endpoint for the model of a route: where both fail, the gateway is not to blame."""

    model: Model | None = Field(
        default=None, description="The model's name as the provider knows it. Default: that of the route."
    )
