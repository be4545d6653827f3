"""``nordic-clusters organisations``: the Norwegian business register as a Parquet table."""

from pathlib import Path
from typing import Annotated

from flows.commands.options import file_to_read, file_to_write
from warehouse.errors import NordicClustersError, SourceChangedError


def organisations(
    *,
    out: Annotated[Path, "The Parquet file to write.", file_to_write],
    file: Annotated[
        Path | None, "The nightly file, where you have it; else it is downloaded.", file_to_read
    ] = None,
) -> None:
    """Write the legal entities of the Norwegian register (Enhetsregisteret) to Parquet.

    A million rows: number, name, form, industry, municipality, employees, dates, purpose.
    Businesses that are a person are left out. The download is about 200 MB, made nightly by
    Brønnøysundregistrene (NLOD 2.0); what stood in the file before stays if it fails.

    Example:

      nordic-clusters organisations --out organisations.parquet
    """
    from extract.agencies.enhetsregisteret import ENHETSREGISTERET_URL, EnhetsregisteretClient
    from extract.agencies.enhetsregisteret_bulk import write_bulk
    from flows import fetch

    if file is not None:
        try:
            rows = write_bulk(file, out)
        except SourceChangedError as error:  # here the user's input, no agency's answer
            raise NordicClustersError(str(error)) from error
    else:
        packed = out.with_name(f"{out.name}.json.gz")
        try:
            register = EnhetsregisteretClient(fetch.shared_client(), ENHETSREGISTERET_URL)
            register.download_bulk(packed)
            rows = write_bulk(packed, out)
        finally:
            packed.unlink(missing_ok=True)
    print(f"{rows} entities, {out}")
