"""Short names for charts: countries, commodities, minerals; anything unknown keeps its id, made readable."""

from __future__ import annotations

import re
from collections.abc import Mapping

COUNTRIES: Mapping[str, str] = {
    "ARG": "Argentina",
    "AUS": "Australia",
    "BRA": "Brazil",
    "CAN": "Canada",
    "CHL": "Chile",
    "CHN": "China",
    "COD": "DR Congo",
    "CUB": "Cuba",
    "DEU": "Germany",
    "EST": "Estonia",
    "FIN": "Finland",
    "FRA": "France",
    "GBR": "United Kingdom",
    "HUN": "Hungary",
    "IDN": "Indonesia",
    "IND": "India",
    "JPN": "Japan",
    "KOR": "Korea",
    "MDG": "Madagascar",
    "MEX": "Mexico",
    "MLI": "Mali",
    "MMR": "Myanmar",
    "MOZ": "Mozambique",
    "MYS": "Malaysia",
    "NCL": "New Caledonia",
    "NOR": "Norway",
    "PHL": "Philippines",
    "POL": "Poland",
    "RUS": "Russia",
    "SWE": "Sweden",
    "THA": "Thailand",
    "TZA": "Tanzania",
    "USA": "the United States",
    "VNM": "Vietnam",
    "ZAF": "South Africa",
    "ZMB": "Zambia",
    "ZWE": "Zimbabwe",
    "xeu": "Europe",
    "xrw": "rest of world",
    "other": "other",
}
SHORT = {"USA": "USA", "xrw": "Rest", "GBR": "UK"}
"""Where the name is too long for a chart."""

COMMODITIES: Mapping[str, str] = {
    "aam_natural": "natural anode",
    "aam_synthetic": "synthetic anode",
    "black_mass": "black mass",
    "cam_lfp": "LFP cathode",
    "cam_nmc_high": "high-nickel cathode",
    "cam_nmc_mid": "mid-nickel cathode",
    "cell_lco": "LCO cells",
    "cell_lfp": "LFP cells",
    "cell_nmc": "NMC cells",
    "cobalt_hydroxide": "cobalt hydroxide",
    "cobalt_metal": "cobalt metal",
    "cobalt_sulphate": "cobalt sulphate",
    "flake_graphite": "flake graphite",
    "iron_phosphate": "iron phosphate",
    "lithium_carbonate": "lithium carbonate",
    "lithium_hydroxide": "lithium hydroxide",
    "magnet_ndfeb": "NdFeB magnets",
    "manganese_ore": "manganese ore",
    "manganese_sulphate": "manganese sulphate",
    "mhp": "nickel MHP",
    "msp": "nickel sulphide precipitate",
    "ndpr_oxide": "NdPr oxide",
    "nickel_class1": "class 1 nickel",
    "nickel_class2": "class 2 nickel",
    "nickel_laterite_ore": "nickel ore",
    "nickel_matte": "nickel matte",
    "nickel_sulphate": "nickel sulphate",
    "nickel_sulphide_concentrate": "nickel concentrate",
    "pcam_nmc_high": "high-nickel precursor",
    "pcam_nmc_mid": "mid-nickel precursor",
    "ree_concentrate": "rare-earth concentrate",
    "scrap_lfp": "LFP scrap",
    "scrap_nmc": "NMC scrap",
    "spherical_graphite": "spherical graphite",
    "spodumene_concentrate": "spodumene",
    "vehicle": "electric vehicles",
}
MINERALS = {"ndpr": "NdPr (magnets)"}
MINERALS_TOLD = {"ndpr": "neodymium and praseodymium"}
"""Where a sentence names them."""


_AGGREGATE = re.compile(r"([A-Z]{3}) aggregate: (\w+) \(.*\)")


def country(id: str) -> str:
    """A country or region, short enough for a chart.

    >>> country("USA"), country("KOR"), country("ZZZ")
    ('USA', 'Korea', 'ZZZ')
    """
    return SHORT.get(id, COUNTRIES.get(id, id))


def commodity(id: str) -> str:
    """A commodity as it stands in the middle of a sentence.

    >>> commodity("cell_lfp"), commodity("new_thing")
    ('LFP cells', 'new thing')
    """
    return COMMODITIES.get(id, id.replace("_", " "))


def plant(name: str) -> str:
    """A plant as it stands beside a row; what the tables call an aggregate is all others that make a good.

    >>> plant("USA aggregate: cell_lfp (lfp)"), plant("Niihama cobalt")
    ('Other LFP cells, USA', 'Niihama cobalt')
    """
    found = _AGGREGATE.fullmatch(name)
    return f"Other {commodity(found[2])}, {found[1]}" if found else name


def in_words(title: str) -> str:
    """A title in which ids of commodities and countries are replaced by their names.

    >>> in_words("Landed cost of aam_natural in CHL")
    'Landed cost of natural anode in Chile'
    >>> in_words("Electric vehicle output of Canada")
    'Electric vehicle output of Canada'
    """
    words = title.split(" ")
    told = [COMMODITIES.get(word, COUNTRIES.get(word, word)) for word in words]
    return " ".join(
        word if before.lower() == "electric" else name
        for before, word, name in zip(["", *words[:-1]], words, told, strict=True)
    )


def mineral(id: str) -> str:
    """A mineral, with its carrier where that helps."""
    return MINERALS.get(id, id.replace("_", " "))


def sentence(text: str) -> str:
    """The text with a capital letter first, the rest untouched.

    >>> sentence("natural anode"), sentence("NdPr oxide")
    ('Natural anode', 'NdPr oxide')
    """
    return text[:1].upper() + text[1:]


def clipped(text: str, most: int) -> str:
    """The text on one line, without control characters, cut at a word with an ellipsis.

    >>> clipped("What if  it\\nsnows in Vancouver?", 18)
    'What if it snows…'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(",;: ") + "…"
