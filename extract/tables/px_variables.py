"""The variables of a PX file: names, values, codes, roles."""

import dataclasses

from extract.tables.cells import free_name, reserved_names_avoided
from extract.tables.px_header import Header, time_values
from warehouse.errors import FormatError

#: A Cyrillic letter that looks like the M of months, seen in published files.
#: Source: https://github.com/StatisticsGreenland/pxmake/issues/431 .
_LOOKALIKE = str.maketrans({"\u041c": "M"})


@dataclasses.dataclass(frozen=True, slots=True)
class Variable:
    """One variable.

    Attributes:
        dimension_id: Name of its column.
        name: Its name in the main language, as keywords refer to it.
        label: Its name in the chosen language.
        codes: Codes of its values, in order.
        labels: Texts of its values in the chosen language.
        main_values: Texts of its values in the main language.
        in_stub: Whether it belongs to the stub, not to the heading.
        is_time: Whether it has TIMEVAL.
        is_geo: Whether it has a MAP or is of type G.
        is_metric: Whether it is CONTVARIABLE.
    """

    dimension_id: str
    name: str
    label: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    main_values: tuple[str, ...]
    in_stub: bool
    is_time: bool
    is_geo: bool
    is_metric: bool

    def labelled(self) -> dict[str, str]:
        """Code to label."""
        return dict(zip(self.codes, self.labels, strict=True))


def read_variables(header: Header) -> list[Variable]:
    """Read the variables, those of the stub first.

    Raises:
        FormatError: ``PX_KEYWORD_MISSING``, ``INDEX_COUNT_MISMATCH``,
            ``INDEX_POSITIONS_INVALID``.
    """
    stub, heading = _names(header, "STUB"), _names(header, "HEADING")
    names = [*stub, *heading]
    if not names:
        raise _missing("STUB", "STUB or HEADING, with the names of the variables")
    if len(set(names)) != len(names):
        raise FormatError(
            "DIM_KEY_ID_MISMATCH",
            "a variable stands twice in STUB and HEADING",
            place="STUB, HEADING",
            expected="every variable once",
            found=", ".join(names),
        )
    labels = _translated(header, names, len(stub))
    ids = _dimension_ids(header, names)
    return [
        _variable(header, name, label, ids[name], in_stub=number < len(stub))
        for number, (name, label) in enumerate(zip(names, labels, strict=True))
    ]


def _names(header: Header, keyword: str, language: str | None = None) -> tuple[str, ...]:
    """Names of variables; an empty text is none."""
    return tuple(filter(None, header.values(keyword, language=language) or ()))


def _missing(place: str, expected: str) -> FormatError:
    return FormatError(
        "PX_KEYWORD_MISSING",
        "the PX file lacks a keyword it needs",
        place=place,
        expected=expected,
        found="nothing",
    )


def _translated(header: Header, names: list[str], stub_count: int) -> list[str]:
    """Names in the chosen language; the main language's where they are not all there."""
    if header.language is None:
        return names
    stub = _names(header, "STUB", header.language)
    heading = _names(header, "HEADING", header.language)
    if len(stub) != stub_count or len(heading) != len(names) - stub_count:
        return names
    return [*stub, *heading]


def _dimension_ids(header: Header, names: list[str]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for name in names:
        code = (
            header.values("VARIABLECODE", name) or header.values("VARIABLE-CODE", name) or ("",)
        )[0]
        ids[name] = free_name(code or name, set(ids.values()))
    safe = reserved_names_avoided(list(ids.values()))
    return {name: safe[dimension_id] for name, dimension_id in ids.items()}


def _variable(
    header: Header, name: str, label: str, dimension_id: str, *, in_stub: bool
) -> Variable:
    main_values, codes = _values_and_codes(header, name)
    labels = main_values
    if header.language is not None:
        labels = header.values("VALUES", label, language=header.language) or main_values
    if len(labels) != len(codes):
        raise _count_mismatch(f'VALUES[{header.language}]("{label}")', len(codes), len(labels))
    kind = (header.values("VARIABLE-TYPE", name) or ("",))[0].upper()
    return Variable(
        dimension_id=dimension_id,
        name=name,
        label=label,
        codes=codes,
        labels=labels,
        main_values=main_values,
        in_stub=in_stub,
        is_time=("TIMEVAL", None, (name,)) in header.entries,
        is_geo=("MAP", None, (name,)) in header.entries or kind in ("G", "GEOGRAPHICAL"),
        is_metric=(header.values("CONTVARIABLE") or ("",))[0] == name,
    )


def _values_and_codes(header: Header, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    values = header.values("VALUES", name)
    codes = header.values("CODES", name)
    timeval = header.entries.get(("TIMEVAL", None, (name,)))
    if not values and not codes and timeval:
        codes = time_values(timeval[-1])[1]
    if not values and not codes:
        raise _missing(f'VALUES("{name}")', "the values of the variable")
    values = values or codes or ()
    if codes and len(codes) != len(values):
        raise _count_mismatch(f'CODES("{name}")', len(values), len(codes))
    if not codes:
        repeated = len(set(values)) != len(values)
        codes = tuple(str(number + 1) for number in range(len(values))) if repeated else values
    if timeval:
        codes = tuple(code.translate(_LOOKALIKE) for code in codes)
        values = tuple(value.translate(_LOOKALIKE) for value in values)
    if len(set(codes)) != len(codes):
        raise FormatError(
            "INDEX_POSITIONS_INVALID",
            "a code stands twice",
            place=f'CODES("{name}")',
            expected="every code once",
            found=next(code for code in codes if codes.count(code) > 1),
        )
    return values, codes


def _count_mismatch(place: str, expected: int, found: int) -> FormatError:
    return FormatError(
        "INDEX_COUNT_MISMATCH",
        "a variable has another number of values than of codes or translations",
        place=place,
        expected=f"{expected} entries",
        found=f"{found} entries",
    )
