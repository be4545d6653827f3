"""Clients for the agencies' programming interfaces, with each agency's limits and traps.

Each yields raw answers (:class:`extract.http.client.Response`: bytes and what was asked), so
that they can be archived as captures before anybody reads them. ``docs/protocols.md`` says
what each of them can do.
"""
