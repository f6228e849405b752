"""What the pack lacks and the world needs: countries, regions, currencies, duties, groups (assumptions, said so)."""

from __future__ import annotations

from collections.abc import Sequence

COUNTRIES = """
ABW Aruba|AFG Afghanistan|AGO Angola|AIA Anguilla|ALA Aland Islands|ALB Albania|AND Andorra
ARE United Arab Emirates|ARG Argentina|ARM Armenia|ASM American Samoa|ATA Antarctica
ATF French Southern Territories|ATG Antigua and Barbuda|AUS Australia|AUT Austria|AZE Azerbaijan|BDI Burundi
BEL Belgium|BEN Benin|BES Bonaire, Sint Eustatius and Saba|BFA Burkina Faso|BGD Bangladesh|BGR Bulgaria
BHR Bahrain|BHS Bahamas|BIH Bosnia and Herzegovina|BLM Saint Barthelemy|BLR Belarus|BLZ Belize|BMU Bermuda
BOL Bolivia|BRA Brazil|BRB Barbados|BRN Brunei|BTN Bhutan|BVT Bouvet Island|BWA Botswana
CAF Central African Republic|CAN Canada|CCK Cocos Islands|CHE Switzerland|CHL Chile|CHN China
CIV Cote d'Ivoire|CMR Cameroon|COD Congo (Democratic Republic)|COG Congo|COK Cook Islands|COL Colombia
COM Comoros|CPV Cabo Verde|CRI Costa Rica|CUB Cuba|CUW Curacao|CXR Christmas Island|CYM Cayman Islands
CYP Cyprus|CZE Czechia|DEU Germany|DJI Djibouti|DMA Dominica|DNK Denmark|DOM Dominican Republic|DZA Algeria
ECU Ecuador|EGY Egypt|ERI Eritrea|ESH Western Sahara|ESP Spain|EST Estonia|ETH Ethiopia|FIN Finland|FJI Fiji
FLK Falkland Islands|FRA France|FRO Faroe Islands|FSM Micronesia|GAB Gabon|GBR United Kingdom|GEO Georgia
GGY Guernsey|GHA Ghana|GIB Gibraltar|GIN Guinea|GLP Guadeloupe|GMB Gambia|GNB Guinea-Bissau
GNQ Equatorial Guinea|GRC Greece|GRD Grenada|GRL Greenland|GTM Guatemala|GUF French Guiana|GUM Guam|GUY Guyana
HKG Hong Kong|HMD Heard Island and McDonald Islands|HND Honduras|HRV Croatia|HTI Haiti|HUN Hungary
IDN Indonesia|IMN Isle of Man|IND India|IOT British Indian Ocean Territory|IRL Ireland|IRN Iran|IRQ Iraq
ISL Iceland|ISR Israel|ITA Italy|JAM Jamaica|JEY Jersey|JOR Jordan|JPN Japan|KAZ Kazakhstan|KEN Kenya
KGZ Kyrgyzstan|KHM Cambodia|KIR Kiribati|KNA Saint Kitts and Nevis|KOR Korea (Republic)|KWT Kuwait|LAO Laos
LBN Lebanon|LBR Liberia|LBY Libya|LCA Saint Lucia|LIE Liechtenstein|LKA Sri Lanka|LSO Lesotho|LTU Lithuania
LUX Luxembourg|LVA Latvia|MAC Macao|MAF Saint Martin|MAR Morocco|MCO Monaco|MDA Moldova|MDG Madagascar
MDV Maldives|MEX Mexico|MHL Marshall Islands|MKD North Macedonia|MLI Mali|MLT Malta|MMR Myanmar|MNE Montenegro
MNG Mongolia|MNP Northern Mariana Islands|MOZ Mozambique|MRT Mauritania|MSR Montserrat|MTQ Martinique
MUS Mauritius|MWI Malawi|MYS Malaysia|MYT Mayotte|NAM Namibia|NCL New Caledonia|NER Niger|NFK Norfolk Island
NGA Nigeria|NIC Nicaragua|NIU Niue|NLD Netherlands|NOR Norway|NPL Nepal|NRU Nauru|NZL New Zealand|OMN Oman
PAK Pakistan|PAN Panama|PCN Pitcairn|PER Peru|PHL Philippines|PLW Palau|PNG Papua New Guinea|POL Poland
PRI Puerto Rico|PRK Korea (Democratic People's Republic)|PRT Portugal|PRY Paraguay|PSE Palestine
PYF French Polynesia|QAT Qatar|REU Reunion|ROU Romania|RUS Russia|RWA Rwanda|SAU Saudi Arabia|SDN Sudan
SEN Senegal|SGP Singapore|SGS South Georgia and South Sandwich Islands|SHN Saint Helena
SJM Svalbard and Jan Mayen|SLB Solomon Islands|SLE Sierra Leone|SLV El Salvador|SMR San Marino|SOM Somalia
SPM Saint Pierre and Miquelon|SRB Serbia|SSD South Sudan|STP Sao Tome and Principe|SUR Suriname|SVK Slovakia
SVN Slovenia|SWE Sweden|SWZ Eswatini|SXM Sint Maarten|SYC Seychelles|SYR Syria|TCA Turks and Caicos Islands
TCD Chad|TGO Togo|THA Thailand|TJK Tajikistan|TKL Tokelau|TKM Turkmenistan|TLS Timor-Leste|TON Tonga
TTO Trinidad and Tobago|TUN Tunisia|TUR Turkiye|TUV Tuvalu|TWN Taiwan|TZA Tanzania|UGA Uganda|UKR Ukraine
UMI US Minor Outlying Islands|URY Uruguay|USA United States|UZB Uzbekistan|VAT Holy See
VCT Saint Vincent and the Grenadines|VEN Venezuela|VGB British Virgin Islands|VIR US Virgin Islands
VNM Viet Nam|VUT Vanuatu|WLF Wallis and Futuna|WSM Samoa|YEM Yemen|ZAF South Africa|ZMB Zambia|ZWE Zimbabwe
"""

EU = "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE"
CPTPP = "AUS BRN CHL GBR JPN MEX MYS NZL PER SGP VNM"

REGIONS = {
    "xeu": "Europe: the European Union, the United Kingdom, EFTA and Turkiye",
    "xrw": "Rest of the world",
}
GDP = {
    "xeu": """DEU 4660 GBR 3640 FRA 3160 ITA 2370 ESP 1720 TUR 1320 NLD 1230 CHE 940 POL 915 BEL 665 SWE 610 IRL 580
        AUT 520 NOR 484 DNK 430 ROU 383 CZE 345 PRT 309 FIN 300 GRC 257 HUN 223 SVK 141 BGR 113 LUX 93 HRV 93 LTU 85
        SVN 73 LVA 44 EST 43 CYP 36 ISL 33 MLT 24 LIE 8""",
    "xrw": """BRA 2180 RUS 2170 AUS 1760 IDN 1400 SAU 1090 TWN 780 ARG 633 SGP 547 ISR 540 ARE 537 THA 526 VNM 476
        PHL 462 BGD 450 MYS 420 COL 419 HKG 407 ZAF 400 IRN 400 EGY 389 PAK 373 CHL 330 PER 290 KAZ 288 IRQ 280 DZA 264
        NZL 260 QAT 218 UKR 191 NGA 188 KWT 160 MAR 154 UZB 115 ECU 125 KEN 120 OMN 107 DOM 124 GTM 113 AGO 101 SRB 89
        LKA 99 CRI 95 PAN 86 TZA 79 CIV 87 BLR 76 GHA 82 ETH 140 MMR 74 COD 71 JOR 53 BOL 50 TUN 53 PRY 45 CMR 51
        URY 81 VEN 120 CUB 25 PNG 32 MNG 23 ZMB 26 ZWE 36 MOZ 22 MDG 17 GAB 21 NAM 13 MLI 27 NCL 10 LAO 16 KHM 46
        NPL 43 HND 37 SLV 35 BHR 47 GEO 34 AZE 74 ARM 26 BIH 28 ALB 27 MKD 17 UGA 54 SEN 33 PRK 25 BWA 19 GIN 25""",
}
"""Nominal GDP of 2024, billion US dollars, from memory, rounded."""

CONSUMER_PRICES = {
    2015: 237.0, 2016: 240.0, 2017: 245.1, 2018: 251.1, 2019: 255.7, 2020: 258.8, 2021: 271.0, 2022: 292.7,
    2023: 304.7, 2024: 313.7, 2025: 322.1,
}  # fmt: skip
"""US consumer prices, all urban consumers, annual mean, 1982-84 = 100, from memory."""
PACK_DEFLATORS = {2023: "1.0295", 2024: "1", 2025: "0.974"}
DOLLARS = {
    "USD": ("1", "one dollar is one dollar"),
    "CAD": ("0.73", "the rate of the data pack; near the mean of 2024"),
    "CNY": ("0.139", "7.19 CNY/USD, the rate of the data pack"),
    "JPY": ("0.0066", "about 151 JPY/USD, near the mean of 2024, from memory"),
    "KRW": ("0.00073", "about 1,365 KRW/USD, near the mean of 2024, from memory"),
    "EUR": ("1.08", "near the mean of 2024, from memory"),
    "INR": ("0.012", "about 83.7 INR/USD, near the mean of 2024, from memory"),
}

FREE_TRADE = {
    "USA": "AUS BHR CAN CHL COL CRI DOM GTM HND ISR JOR KOR MAR MEX NIC OMN PAN PER SGP SLV",
    "CAN": f"{EU} {CPTPP} CHE COL CRI HND ISL ISR JOR KOR LIE NOR PAN UKR USA",
    "MEX": f"{EU} {CPTPP} CAN CHE COL CRI GTM HND ISL ISR LIE NIC NOR SLV URY USA",
    "xeu": f"{EU} ALB BIH CAN CHE CHL COL CRI ECU EGY GBR GEO ISL ISR JOR JPN KOR LIE MAR MDA MEX MKD MNE NOR NZL PER"
    " SGP SRB TUN TUR UKR VNM ZAF",
    "JPN": f"{EU} {CPTPP} CAN CHE IDN IND MNG PHL THA USA",
    "KOR": f"{EU} AUS CAN CHE CHL CHN COL GBR IDN IND ISL KHM MYS NOR NZL PER PHL SGP THA TUR USA VNM",
    "CHN": "AUS CHE CHL CRI GEO HKG IDN ISL KHM KOR LAO MAC MMR MYS NZL PAK PER PHL SGP THA VNM",
    "IND": "ARE AUS CHL IDN JPN KOR LKA MYS NPL PHL SGP THA VNM",
}
MEMORY = "tariff schedule from memory; the line of a typical product of this kind"
DUTIES: Sequence[tuple[str, str, str, str]] = (
    ("USA", "vehicle", "0.025", "passenger cars"),
    ("USA", "cell_nmc cell_lfp cell_lco", "0.034", "lithium-ion accumulators, HTS 8507.60"),
    ("USA", "aam_synthetic", "0.037", "artificial graphite, HTS 3801.10; some lines are free"),
    ("USA", "cam_nmc_high cam_nmc_mid pcam_nmc_high pcam_nmc_mid", "0.037", "mixed oxides and hydroxides"),
    ("USA", "cam_lfp", "0.033", "double or complex phosphates, HTS 2842.90"),
    ("USA", "lithium_carbonate lithium_hydroxide", "0.037", "HTS 2836.91 and 2825.20"),
    ("USA", "nickel_sulphate", "0.032", "HTS 2833.24"),
    ("USA", "cobalt_sulphate", "0.014", "HTS 2833.29.10"),
    ("USA", "magnet_ndfeb", "0.021", "HTS 8505.11"),
    ("CAN", "vehicle", "0.061", "passenger cars"),
    ("CAN", "cell_nmc cell_lfp cell_lco", "0", "traction batteries enter free; other lithium-ion pays 7 %"),
    ("MEX", "vehicle", "0.2", "passenger cars; electric cars were free until October 2024"),
    ("xeu", "vehicle", "0.1", "passenger cars"),
    ("xeu", "cell_nmc cell_lfp cell_lco", "0.027", "CN 8507 60"),
    ("xeu", "cam_nmc_high cam_nmc_mid cam_lfp", "0.055", "CN 2841 90 and 2842 90; often suspended"),
    ("xeu", "lithium_carbonate lithium_hydroxide", "0.055", "CN 2836 91; the hydroxide pays 5.3 %"),
    ("xeu", "nickel_sulphate cobalt_sulphate manganese_sulphate", "0.05", "CN 2833 24, 2833 29"),
    ("xeu", "aam_synthetic", "0.036", "CN 3801 10"),
    ("xeu", "ndpr_oxide", "0.032", "CN 2846 90"),
    ("xeu", "magnet_ndfeb", "0.022", "CN 8505 11"),
    ("JPN", "vehicle", "0", "passenger cars"),
    ("JPN", "cell_nmc cell_lfp cell_lco", "0", "bound free"),
    ("KOR", "vehicle", "0.08", "passenger cars"),
    ("KOR", "cell_nmc cell_lfp cell_lco", "0.08", "HS 8507.60"),
    ("CHN", "vehicle", "0.15", "passenger cars"),
    ("CHN", "cell_nmc cell_lfp cell_lco", "0.08", "provisional rate on HS 8507.60"),
    ("CHN", "lithium_carbonate", "0.02", "HS 2836.91"),
    ("IND", "vehicle", "0.7", "basic duty on built-up cars since 2025; 100 % on dear cars before"),
    ("IND", "cell_nmc cell_lfp cell_lco", "0.05", "lithium-ion cells"),
)  # fmt: skip
DUTY_ROWS = {("USA", "vehicle"): "US-301-01", ("CAN", "vehicle"): "CA-TRQ-01"}
"""Duties that a row of policies.csv names."""
VALUED = {**dict.fromkeys(("USA", "CAN", "MEX"), "fob"), **dict.fromkeys(("xeu", "JPN", "KOR", "CHN", "IND"), "cif")}

GROUPS = {
    "cell": "cell_nmc cell_lfp cell_lco",
    "anode": "aam_natural aam_synthetic",
    "cam_nmc": "cam_nmc_high cam_nmc_mid",
    "cam": "cam_nmc_high cam_nmc_mid cam_lfp",
    "pcam": "pcam_nmc_high pcam_nmc_mid",
    "magnet": "magnet_ndfeb",
    "lithium_chemical": "lithium_carbonate lithium_hydroxide",
    "lithium": "spodumene_concentrate lithium_carbonate lithium_hydroxide",
    "nickel": "nickel_laterite_ore nickel_sulphide_concentrate nickel_matte mhp msp nickel_class1 nickel_class2"
    " nickel_sulphate",
    "nickel_metal": "nickel_class1 nickel_class2",
    "cobalt": "cobalt_hydroxide cobalt_metal cobalt_sulphate",
    "manganese": "manganese_ore manganese_sulphate",
    "natural_graphite": "flake_graphite spherical_graphite aam_natural",
    "graphite": "flake_graphite spherical_graphite aam_natural aam_synthetic",
    "rare_earth": "ree_concentrate ndpr_oxide",
    "sulphate": "nickel_sulphate cobalt_sulphate manganese_sulphate",
    "ore": "spodumene_concentrate nickel_laterite_ore nickel_sulphide_concentrate manganese_ore flake_graphite"
    " ree_concentrate",
}

TRADE_AREAS = {"north_america": "CAN MEX USA", "europe": "FIN GBR NOR xeu"}

STRAITS = {
    "gibraltar": ("Gibraltar", "36.0", "-5.5"),
    "bab_el_mandeb": ("Bab-el-Mandeb", "12.6", "43.3"),
    "sunda_lombok": ("Sunda/Lombok", "-8.4", "115.7"),
    "magellan_cape_horn": ("Magellan/Cape Horn", "-54.0", "-71.0"),
}
"""Passages that lanes name and the pack does not place: name, latitude, longitude."""


def duty_source(measure: str) -> str:
    """Key of the source in which a duty was read along with a measure."""
    return f"policies_{measure.lower().replace('-', '_')}"
