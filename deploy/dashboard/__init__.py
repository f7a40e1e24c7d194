"""The Grafana dashboard as code: its rows are tables of panels, its file is made from them and checked in.

`python -m deploy.dashboard` writes the file, `--check` fails when it is stale.
"""
