"""What every mapping of the configuration file has in common."""

from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """A mapping that is closed and frozen, and takes no value for another (`interval: yes` is no second)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
