"""Asking: one slot of one probe, from the drawing to the verdict, and what runs teach."""
