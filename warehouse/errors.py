"""The one tree of errors that nordic-clusters raises on purpose.

Every message tells the person on duty which source and place it concerns, what was
expected, what was found, and what to do next.
"""

from warehouse.texts import show

#: Characters of a message; what a document put into it must not fill a screen.
_LONGEST = 3_000
#: Characters of an address in a message: a query, or the keys of a table, may be much longer.
_LONGEST_ADDRESS = 120


class NordicClustersError(Exception):
    """Base of all errors raised on purpose.

    Args:
        message: What happened, in one sentence.
        source_id: The source concerned, if any.
        url: Address of the document or service, if any.
        place: Where inside the document (selector, line, JSON pointer, table, column).
        expected: What a healthy document would have held.
        found: What it held instead.
        remedy: The next step for the reader of the message.
    """

    def __init__(
        self,
        message: str,
        *,
        source_id: str | None = None,
        url: str | None = None,
        place: str | None = None,
        expected: str | None = None,
        found: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.source_id = source_id
        self.url = url
        self.place = place
        self.expected = expected
        self.found = found
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [
            (label, value)
            for label, value in (
                ("source", self.source_id),
                ("url", _short(self.url or "")),
                ("place", self.place),
                ("expected", self.expected),
                ("found", self.found),
                ("next", self.remedy),
            )
            if value and f"; {label}: {value};" not in self.message  # said by an error in it
        ]
        text = "; ".join([self.message, *(f"{label}: {value}" for label, value in parts)])
        # Parts come from documents and servers, and go to terminals, logs and tables.
        return show(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments are lost by the default reduction of exceptions.
        return (_rebuild, (type(self), self.message, self.__dict__))


def _short(address: str) -> str:
    """An address for a message; a long one up to its query, and no longer than fits."""
    bare = address if len(address) <= _LONGEST_ADDRESS else f"{address.partition('?')[0]}?…"
    return bare if len(bare) <= _LONGEST_ADDRESS + 2 else f"{bare[:_LONGEST_ADDRESS]}…"


def _rebuild(
    cls: type[NordicClustersError], message: str, state: dict[str, object]
) -> NordicClustersError:
    error = cls.__new__(cls)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


class SourceError(NordicClustersError):
    """Something about one source went wrong; the other sources go on."""


class FetchError(SourceError):
    """The document could not be retrieved (network, status, size, time)."""


class OutageError(FetchError):
    """The network or a host failed in a way that may pass by itself: asking again may help."""


class SourceChangedError(SourceError):
    """The document came, but is not what this source's parser understands."""


class SourceRefusedError(SourceError):
    """We may not fetch it now: robots.txt, closed hours, or the agency said no."""


class FormatError(SourceChangedError):
    """A file is not valid in its format.

    Args:
        code: Stable error code, in the vocabulary of the JSON-stat validator where it has one.
        message: What is wrong, in one sentence.
        **where: As for :class:`NordicClustersError`.
    """

    #: For whoever raises one and knows no better: the file breaks the rules of its own format.
    REMEDY = "get the file again; where it comes out the same, tell its publisher the place"

    def __init__(self, code: str, message: str, **where: str | None) -> None:
        super().__init__(message, **{"remedy": self.REMEDY, **where})
        self.code = code

    def __str__(self) -> str:
        return f"{self.code}: {super().__str__()}"


class ContractError(NordicClustersError):
    """A table does not keep the contract of ``warehouse``."""


class ReleaseError(NordicClustersError):
    """A release could not be written, validated or switched in; the old one stands."""


class GateError(ReleaseError):
    """The rules stopped a release; the old one stands."""


class BusyError(ReleaseError):
    """Another run is at work and did not end in the time allowed."""
