"""How sure a share is: Wilson's interval at 95 %, which stays honest for few cases and near none or all."""

from math import sqrt

Z = 1.959963984540054


def interval(hits: int, of: int) -> tuple[float, float]:
    """Between which shares the true one lies; of nothing, anything may be true."""
    if of == 0:
        return 0.0, 1.0
    share, spread = hits / of, Z * Z / of
    centre = share + spread / 2
    half = Z * sqrt(share * (1 - share) / of + spread / of / 4)
    return max(0.0, (centre - half) / (1 + spread)), min(1.0, (centre + half) / (1 + spread))
