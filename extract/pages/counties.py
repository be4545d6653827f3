"""Swedish and Norwegian counties by name, as pages write them.

Source: SCB, "Län i kodnummerordning"; SSB Klass 104, counties as from 2024-01-01.
"""

SWEDISH_COUNTIES = {
    "01": "Stockholm",
    "03": "Uppsala",
    "04": "Södermanland",
    "05": "Östergötland",
    "06": "Jönköping",
    "07": "Kronoberg",
    "08": "Kalmar",
    "09": "Gotland",
    "10": "Blekinge",
    "12": "Skåne",
    "13": "Halland",
    "14": "Västra Götaland",
    "17": "Värmland",
    "18": "Örebro",
    "19": "Västmanland",
    "20": "Dalarna",
    "21": "Gävleborg",
    "22": "Västernorrland",
    "23": "Jämtland",
    "24": "Västerbotten",
    "25": "Norrbotten",
}

NORWEGIAN_COUNTIES = {
    "03": "Oslo",
    "11": "Rogaland",
    "15": "Møre og Romsdal",
    "18": "Nordland",
    "31": "Østfold",
    "32": "Akershus",
    "33": "Buskerud",
    "34": "Innlandet",
    "39": "Vestfold",
    "40": "Telemark",
    "42": "Agder",
    "46": "Vestland",
    "50": "Trøndelag",
    "55": "Troms",
    "56": "Finnmark",
}


#: Spellings met on pages, misprints among them.
_SWEDISH_SPELLINGS = {"bleking": "10", "jämtland-härjedalen": "23", "jämtland härjedalen": "23"}


def swedish_county_code(name: str) -> str | None:
    """Code of a Swedish county; ``Skåne``, ``Skåne län``, ``Region Skåne``, ``Skånes län``."""
    plain = name.casefold().removeprefix("region ").removesuffix(" county").removesuffix(" län")
    for code, county in SWEDISH_COUNTIES.items():
        if plain.strip() in (county.casefold(), county.casefold() + "s"):
            return code
    return _SWEDISH_SPELLINGS.get(plain.strip())


def norwegian_county_code(name: str) -> str | None:
    """Code of a Norwegian county of 2024; None for older counties and for towns."""
    plain = name.casefold().removesuffix(" fylke").strip()
    for code, county in NORWEGIAN_COUNTIES.items():
        if plain == county.casefold():
            return code
    return None
