"""Commands that speak to running services over HTTP."""
