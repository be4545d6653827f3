"""How a table is described: fields, keys, references; and what derives from that.

A field has one meaning and one unit everywhere; it is defined once in
``fields.toml`` and tables name the fields they hold.
"""

import dataclasses
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute

from warehouse import texts
from warehouse.errors import ContractError

FieldType = Literal["string", "int32", "int64", "float64", "boolean", "date", "timestamp"]

ARROW_TYPES: dict[FieldType, pa.DataType] = {
    "string": pa.string(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}
#: Type to its name with others: ``duckdb``, ``croissant``, ``csvw``, ``datapackage``.
TYPE_NAMES: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("types.toml").read_text(encoding="utf-8")
)


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One column's meaning, wherever it occurs.

    Attributes:
        name: snake_case, with a unit or role suffix.
        type: One of ``FieldType``.
        description: One sentence.
        unit: Unit of measure, for numbers that have one.
        values: Closed list of allowed values, if it is one.
        minimum: Smallest sensible value.
        maximum: Largest sensible value.
        pattern: Regular expression that every value matches in full.
        longest: Most characters of a text.
        is_address: Whether a text is an address: of a scheme in ``warehouse.texts.SCHEMES``.
    """

    name: str
    type: FieldType
    description: str
    unit: str | None = None
    values: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    longest: int = 1_000
    is_address: bool = False

    def find_fault(self, value: Any) -> str | None:
        """What keeps a text or number from standing in this field, or None.

        What a list, a pattern or a range of the field says is for the gate; here is what no
        program that reads the table should ever have to meet.
        """
        if isinstance(value, str):
            fault = texts.find_fault(value, self.longest)
            return fault or (texts.find_address_fault(value) if self.is_address else None)
        if isinstance(value, float) and not math.isfinite(value):
            return f"the number {value}"
        return None


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A field's place in one table."""

    field: Field
    required: bool

    @property
    def name(self) -> str:
        """The column's name: its field's."""
        return self.field.name


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: these columns point at the key of another table."""

    columns: tuple[str, ...]
    table: str


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """One table of the contract.

    Attributes:
        name: Table name, singular.
        group: provenance, registry, strategy, statistics, reference or mart.
        description: What one row is.
        columns: In order.
        key: Columns that identify a row, also its sort order.
        references: Foreign keys.
        may_be_empty: True only where an empty table is healthy (no changes, say).
        key_is_indexed: False for large tables: the key is checked when they are made, and an
            index in the database would be larger than the data.
    """

    name: str
    group: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    may_be_empty: bool = False
    key_is_indexed: bool = True

    @property
    def arrow_schema(self) -> pa.Schema:
        """Arrow schema with nullability and the descriptions as field metadata."""
        return pa.schema(
            [
                pa.field(
                    column.name,
                    ARROW_TYPES[column.field.type],
                    nullable=not column.required,
                    metadata={"description": column.field.description}
                    | ({"unit": column.field.unit} if column.field.unit else {}),
                )
                for column in self.columns
            ],
            metadata={"description": self.description},
        )

    @property
    def ddl(self) -> str:
        """DuckDB ``CREATE TABLE`` and ``COMMENT ON`` statements."""
        lines = [
            f'  "{column.name}" '
            + TYPE_NAMES[column.field.type]["duckdb"]
            + (" NOT NULL" if column.required else "")
            for column in self.columns
        ]
        if self.key and self.key_is_indexed:
            lines.append(f"  PRIMARY KEY ({', '.join(self.key)})")
        statements = [f"CREATE TABLE {self.name} (\n" + ",\n".join(lines) + "\n)"]
        statements.append(f"COMMENT ON TABLE {self.name} IS {_literal(self.description)}")
        statements.extend(
            f'COMMENT ON COLUMN {self.name}."{column.name}" IS {_literal(comment(column.field))}'
            for column in self.columns
        )
        return ";\n".join(statements) + ";\n"

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            ContractError: There is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise ContractError(f"table {self.name} has no column {name}", place=self.name)

    def row(self, *of: object, **others: object) -> dict[str, Any]:
        """A row made of what is named as its columns: a name means the same everywhere.

        Args:
            *of: Objects with attributes, or mappings; of two with one name the later counts.
            **others: Columns that are named otherwise there, or are none of theirs.
        """
        found: dict[str, Any] = {}
        for one in of:
            for column in self.columns:
                if isinstance(one, Mapping):
                    found |= {column.name: one[column.name]} if column.name in one else {}
                elif hasattr(one, column.name):
                    found[column.name] = getattr(one, column.name)
        return found | others

    def to_arrow(self, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
        """Rows as a sorted Arrow table of exactly this contract.

        Args:
            rows: Mappings from column name to value; a missing optional column is null.

        Raises:
            ContractError: An unknown column, a value of the wrong type, a required value
                that is missing, or a key that is not unique.
        """
        names = [column.name for column in self.columns]
        known = set(names)
        data: dict[str, list[Any]] = {name: [] for name in names}
        for row in rows:
            unknown = row.keys() - known
            if unknown:
                raise ContractError(
                    f"row with columns outside the contract: {', '.join(sorted(unknown))}",
                    place=self.name,
                    found=repr(dict(row))[:300],
                    remedy="add the field in warehouse/fields.toml and warehouse/tables.toml",
                )
            for name in names:
                data[name].append(row.get(name))
        try:
            table = pa.table(
                {name: pa.array(data[name], self.arrow_schema.field(name).type) for name in names},
                schema=self.arrow_schema,
            )
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise ContractError(
                f"a value does not fit its column: {error}",
                place=self.name,
                remedy="see warehouse/tables.toml for the types",
            ) from error
        return self.conform(table)

    def conform(self, table: pa.Table) -> pa.Table:
        """Check an Arrow table against the contract and put it in key order.

        Raises:
            ContractError: Columns, types, required values or key do not fit.
        """
        expected = self.arrow_schema
        if table.schema.names != expected.names:
            raise ContractError(
                "columns differ from the contract",
                place=self.name,
                expected=", ".join(expected.names),
                found=", ".join(table.schema.names),
            )
        for column in self.columns:
            have = table.schema.field(column.name).type
            want = ARROW_TYPES[column.field.type]
            if have != want:
                raise ContractError(
                    "a column's type differs from the contract",
                    place=f"{self.name}.{column.name}",
                    expected=str(want),
                    found=str(have),
                )
            if column.required and table.column(column.name).null_count:
                raise ContractError(
                    "a required value is missing",
                    place=f"{self.name}.{column.name}",
                    expected="no nulls",
                    found=f"{table.column(column.name).null_count} nulls in {table.num_rows} rows",
                )
            self._check_values(column.field, table.column(column.name))
        if self.key and not self._is_in_order(table.select(list(self.key))):
            table = table.sort_by([(name, "ascending") for name in self.key])
            doubled = self._find_doubled(table.select(list(self.key)))
            if doubled:
                raise ContractError(
                    "the key is not unique",
                    place=f"{self.name} ({', '.join(self.key)})",
                    found=str(doubled),
                )
        return table.cast(expected).combine_chunks()

    @staticmethod
    def _is_in_order(keys: pa.Table) -> bool:
        """Whether each key lies above the one before: a tenth of the work of sorting."""
        above = pa.array([False] * (keys.num_rows - 1), pa.bool_())
        for column in reversed(keys.columns):
            after, before = column[1:], column[:-1]
            above = pa.compute.or_(
                pa.compute.greater(after, before),
                pa.compute.and_(pa.compute.equal(after, before), above),
            )
        return bool(pa.compute.all(above).as_py())

    @staticmethod
    def _find_doubled(keys: pa.Table) -> list[dict[str, object]]:
        """Up to three keys that occur again; in key order equal ones are neighbours."""
        same = pa.array([True] * (keys.num_rows - 1), pa.bool_())
        for column in keys.columns:
            same = pa.compute.and_(same, pa.compute.equal(column[1:], column[:-1]))
        again: list[dict[str, object]] = keys.slice(1).filter(same).slice(0, 3).to_pylist()
        return again

    def _check_values(self, field: Field, values: pa.ChunkedArray) -> None:
        if field.type == "float64":
            values = values.filter(pa.compute.invert(pa.compute.is_finite(values)))
        elif field.type != "string":
            return
        for value in values.unique().to_pylist():
            fault = field.find_fault(value)
            if fault:
                raise ContractError(
                    "a value breaks the bounds of its field",
                    place=f"{self.name}.{field.name}",
                    found=f"{fault}: {texts.show(value)[:120]}",
                    remedy="see warehouse/fields.toml for the bounds",
                )


def comment(field: Field) -> str:
    """A field's description with unit and allowed values, for people."""
    text = field.description
    if field.unit:
        text += f" Unit: {field.unit}."
    if field.values:
        text += f" One of: {', '.join(field.values)}."
    return text


def columns(fields: Mapping[str, Field], names: Sequence[str]) -> tuple[Column, ...]:
    """Columns from field names; a trailing ``?`` marks an optional one.

    Raises:
        ContractError: A name that the field dictionary does not hold.
    """
    found = []
    for name in names:
        bare = name.rstrip("?")
        if bare not in fields:
            raise ContractError(f"no field {bare}", remedy="define it in warehouse/fields.toml")
        found.append(Column(fields[bare], required=not name.endswith("?")))
    return tuple(found)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
