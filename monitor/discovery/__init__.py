"""Routes from lists that others keep: a gateway's models, or the targets of Prometheus' service discovery.

- `source` is what the configuration says of one list; read it first
- `models` and `targets` read documents, which may hold anything; `capabilities` reads what Ollama says of one
- `choosing` picks from what was read, `holding` keeps it over looks that fail and models that vanish
- `widening` makes routes of it beside those of the file
- `looking` fetches the documents, `watching` does so again and again
"""
