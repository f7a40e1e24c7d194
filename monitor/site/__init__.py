"""The status site: what readers are shown, and the pages it is shown on."""
