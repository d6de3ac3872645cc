"""记录时间: between which two moments a record is proved to have been made, and how good that proof is."""

from flask import Flask

from server.timing import saying


def init_app(app: Flask) -> None:
    """Gives templates the words for a proof and for a visit's grades."""
    app.jinja_env.filters.update(
        proof_words=saying.proof_words, proof_span=saying.proof_span, grade_counts=saying.grade_counts
    )
