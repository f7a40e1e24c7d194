"""The pure core: what to ask, how to say it, how to judge what came back."""
