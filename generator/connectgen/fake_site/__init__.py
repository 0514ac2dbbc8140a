"""A fake site on localhost, made from a snapshot: what `connectgen serve` runs.

`app` answers requests (Starlette), `running` listens on a socket (uvicorn), and everything between
them and the snapshot is plain functions and classes: `site` holds one site's state, `shapes` what
the documents say of a resource, `records` how records change, `representation` how they are shown.
"""
