"""Fake site on localhost, created from a snapshot: the server of `connectgen serve`.

`app` answers requests (Starlette) and `server` listens on a socket (uvicorn). Everything between
them and the snapshot is plain functions and classes: `site` holds the state of one site,
`resource_schema` the fields of a resource, `records` changes records, `serializer` shows them.
"""
