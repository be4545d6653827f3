"""Clients of the agencies' APIs."""
