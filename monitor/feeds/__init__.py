"""The site for machines: Statuspage documents, Atom, RSS and badges, all made from one overview. Pure."""
