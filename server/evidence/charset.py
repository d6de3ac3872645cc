"""The text inside a code's bytes: Chinese codes come in UTF-8 or GB18030, and decoders often guess wrongly."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def text_of(raw: bytes, engine_text: str | None = None) -> str | None:
    """UTF-8 if the bytes allow it, then what the engine made of them if it makes sense, then GB18030; else nothing."""
    raw = raw.removeprefix(_BYTE_ORDER_MARK)
    text = _decoded(raw, "utf-8")
    if text is None and engine_text and _makes_sense(engine_text):
        text = engine_text
    return _decoded(raw, "gb18030") if text is None else text


def _decoded(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(charset)
    except UnicodeDecodeError:
        return None


def _makes_sense(text: str) -> bool:
    """Latin-1 letters, half-width kana and replacement characters are the marks of a wrong guess."""
    return not any("\x80" <= one <= "\xff" or "\uff61" <= one <= "\uff9f" or one == "\ufffd" for one in text)
