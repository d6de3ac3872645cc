"""Invented people of the district: inspectors as rows of the roster `inspectors.csv`."""

from random import Random

from server.demo.rosters import Rows
from server.demo.words import GIVEN, SURNAMES

ISSUER = "山东省人民政府"
STAFF = {
    **{"fire-rescue": 16, "emergency": 14, "market": 25, "culture-tourism": 8, "ecology": 10, "health": 9},
    **{"hr-social": 8, "housing": 8, "urban-management": 13, "transport": 8, "agriculture": 4, "ocean": 4},
    **{"commerce": 2, "public-security": 6, "natural-resources": 2, "education-sports": 3, "civil-affairs": 2},
    **{"tobacco": 2, "meteorology": 2, "tax": 2, "street-xuejiadao": 2},
}
EXPIRED_EVERY = 50  # a badge that has run out must be refused by the platform, so the demo has some


def inspector_rows(seed: int) -> Rows:
    """150 inspectors; the agency's first ones come first."""
    random = Random(f"inspectors {seed}")
    agencies = [agency for agency, staff in STAFF.items() for _ in range(staff)]
    names = random.sample([surname + given for surname in SURNAMES for given in GIVEN], len(agencies))
    return [_inspector(random, *one) for one in zip(range(1, len(agencies) + 1), names, agencies, strict=True)]


def _inspector(random: Random, number: int, name: str, agency: str) -> dict[str, str]:
    issued = random.choice((2023, 2024, 2025))
    month = random.randrange(1, 13)
    expired = number % EXPIRED_EVERY == 0
    return {
        "badge_number": f"15{random.randrange(10**5):05d}{number:04d}",
        "name": name,
        "agency": agency,
        "issuer": ISSUER,
        "valid_from": f"{2020 if expired else issued}-{month:02d}-01",
        "valid_until": f"{2025 if expired else issued + 5}-{month:02d}-28",
    }
