"""The image origin: pictures behind URLs of ours for as long as a run lasts, and a receipt of each visit."""
