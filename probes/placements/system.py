"""A system prompt before the turn: adapters move it, merge it into the user's turn, and rebuild both as text.

For models that take a single user message the list is made anew from its texts (pr-agent#3338, facts A3 33).
"""

PROMPT = "You are a helpful assistant. Answer briefly and exactly."
"""What any product may say: nothing of pictures, and nothing that could be an answer."""
