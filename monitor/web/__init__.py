"""The home of Starlette: what the listeners answer."""
