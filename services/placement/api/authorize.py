"""Whose tokens open the doors; which facts each may send, the definition says."""

WRITE_SCOPES = ("placement:write", "station:*", "clerk:*")
DECIDE_SCOPES = ("placement:write", "worker:*")
RESOURCE_SCOPES = ("placement:write", "clerk:*")
