"""Other people's clients, unmodified but for the address, work against the local agencies."""

from __future__ import annotations

import pytest

from tests.agencies.pxweb import PxWebServer
from tests.agencies.statbank import StatBankServer


def test_pxwebpy_reads_the_local_pxweb() -> None:
    pxweb = pytest.importorskip("pxweb")
    with PxWebServer(max_cells=30, calls=1000) as server:
        api = pxweb.PxApi(server.v2, max_workers=1)
        assert api.number_of_tables == 1
        assert api.get_config()["maxDataCells"] == 30
        assert [table["id"] for table in api.all_tables()] == ["99001"]
        assert api.get_code_list("agg_KommFylker")["values"][0]["code"] == "F-11"
        assert set(api.get_table_variables("99001")) == {
            "Region",
            "NACE2007",
            "ContentsCode",
            "Tid",
        }
        rows = api.get_table_data_all("99001", show="code")
        assert len(rows) == 200
        assert {row["region"] for row in rows} == {"0", "0301", "1103", "1506", "4601"}
        assert len(api.get_table_data("99001")) == 1  # the default selection
        assert server.breaches == []


def test_pxwebpy_and_we_get_the_same_figures() -> None:
    pxweb = pytest.importorskip("pxweb")
    from extract.agencies.pxweb import PxWebClient
    from tests.agencies.client import local_client
    from tests.extract.agencies.test_pxweb import numbers

    with PxWebServer() as server:
        theirs = pxweb.PxApi(server.v2).get_table_data_all("99001", show="code")
        ours = numbers(PxWebClient(local_client(server), server.v2).fetch("99001"))
        names = ("region", "næring (SN2007)", "statistikkvariabel", "år")
        assert {tuple(row[name] for name in names): row["value"] for row in theirs} == ours


def test_denstatbank_reads_the_local_statbank() -> None:
    denstatbank = pytest.importorskip("denstatbank")
    with StatBankServer() as server:
        bank = denstatbank.StatBankClient(lang="en")
        bank._base_url = f"{server.v1}/"
        assert bank.subjects(as_tree=False)[0]["id"] == "5"
        assert list(bank.tables()["id"]) == ["ERHV9"]
        assert bank.tableinfo("ERHV9")["suppressedDataValue"] == "0"
        assert len(bank.tableinfo("ERHV9", variables_df=True)) == 3 + 4 + 3 + 5
        chosen = [
            bank.variable_dict("OMRÅDE", ["000", "001"]),
            bank.variable_dict("BRANCHE0710", ["B1"]),
            bank.variable_dict("ARBSTRDK", ["*"]),
            bank.variable_dict("Tid", ["2009", "2010"]),
        ]
        frame = bank.data("ERHV9", variables=chosen)
        assert frame.shape == (12, 1)
        assert frame.index.names == ["område", "branche0710", "arbstrdk", "tid"]
        raw = bank.data("ERHV9", variables=chosen, as_df=False)
        assert (
            list(frame.iloc[:, 0].astype("object").where(frame.iloc[:, 0].notna(), None))
            == (raw["dataset"]["value"])
        )
        assert bank.data("NOPE1") is None  # it prints the agency's message
