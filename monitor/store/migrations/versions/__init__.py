"""One file for each revision, in the order in which they revise one another."""
