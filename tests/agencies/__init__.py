"""Local agencies: servers in a thread that keep each agency's real limits and errors.

``with PxWebServer() as server: PxWebClient(local_client(server), server.v2)``. A server
counts what it was asked (``questions``) and every limit a client broke (``breaches``).
``FakeClock`` gives client and server one time. All figures, entities and pages are
synthetic and say so. ``docs/protocols.md`` lists what is enforced.

======================  ==============================================================
``pages``               a web site that can misbehave
``pxweb``               PxWebApi 2 and 1
``statbank``            Statistics Denmark
``eurostat``            Eurostat
``kolada``              Kolada
``brreg``               Enhetsregisteret
``vinnova``             Vinnova
======================  ==============================================================
"""
