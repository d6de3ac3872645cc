"""The unified social credit code (GB 32100-2015), the organisation code inside it and the old registration number."""

import re

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
LOOK_ALIKE = str.maketrans("OISZ", "0152")
CONFUSED = ("0DQ", "17L", "2Z", "5S", "6G", "8B", "UWY", "MN", "EF", "PR")
MOST_SUGGESTIONS = 5

_WELL_FORMED = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_ORGANISATION = re.compile("[0-9A-Z]{8}[0-9X]")


def normalise(text: str) -> str:
    """What was typed or printed, in half-width capitals without blanks and dashes."""
    half_width = text.translate(FULL_WIDTH)
    return re.sub("[a-z]+", lambda run: run[0].upper(), re.sub(r"[ \t\r\n\u00a0\u2010-\u2015-]+", "", half_width))


def is_well_formed(code: str) -> bool:
    """Whether the text has the shape of a credit code; says nothing about its check digit."""
    return _WELL_FORMED.fullmatch(code) is not None


def check_character(first_17: str) -> str:
    """The eighteenth character that GB 32100 asks for."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first_17, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def check_digit_ok(code: str) -> bool:
    """A wrong check digit is a warning only: Fujian's pilot codes of 2015 are real and fail it."""
    return is_well_formed(code) and check_character(code[:17]) == code[17]


def organisation_check_character(first_8: str) -> str:
    """The ninth character that GB 11714 asks for."""
    total = sum(int(character, 36) * weight for character, weight in zip(first_8, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def organisation_code_ok(code: str) -> bool:
    """Whether nine characters are an organisation code, as in places 9 to 17 of a credit code."""
    return _ORGANISATION.fullmatch(code) is not None and organisation_check_character(code[:8]) == code[8]


def is_registration_number(text: str) -> bool:
    """Whether the text has the shape of the fifteen-digit number on licences before 2015."""
    return re.fullmatch("[0-9]{15}", text) is not None


def registration_number_ok(number: str) -> bool:
    """ISO 7064 MOD 11,10 over all fifteen digits."""
    if not is_registration_number(number):
        return False
    carry = 10
    for digit in number[:14]:
        carry = ((carry + int(digit)) % 10 or 10) * 2 % 11
    return (carry + int(number[14])) % 10 == 1


def suggestions(text: str) -> list[str]:
    """Credit codes that a slip of eye or finger could have turned into this text, the likeliest first."""
    typed = normalise(text)
    if len(typed) != 18 or check_digit_ok(typed):
        return []
    code = typed.translate(LOOK_ALIKE)
    near = [code, *_confusions(code), *_swaps(code)]
    right = [candidate for candidate in dict.fromkeys(near) if check_digit_ok(candidate)]
    return sorted(right, key=lambda one: not organisation_code_ok(one[8:17]))[:MOST_SUGGESTIONS]


def _confusions(code: str) -> list[str]:
    return [
        code[:place] + other + code[place + 1 :]
        for place, character in enumerate(code)
        for group in CONFUSED
        if character in group
        for other in group
        if other != character
    ]


def _swaps(code: str) -> list[str]:
    return [code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(17)]
