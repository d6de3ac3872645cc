"""The administrator's page of how the platform does: parts, jobs, queues and phones."""

from collections.abc import Sequence

from flask import Blueprint, render_template

from server import jobs
from server.desks import health, health_words
from server.doctor import Finding
from server.vocabulary import Job

blueprint = Blueprint("health", __name__, url_prefix="/desk/health")


@blueprint.get("")
def shown() -> str:
    findings, standing, queues = health.findings(), jobs.standing(), health.queues()
    return render_template(
        "desk/health.html", findings=findings, standing=standing, queues=queues, phones=health.silent_phones(),
        part=health_words.part, sentence=health_words.sentence, wrong=_wrong(findings, standing, queues), job=_job,
    )  # fmt: skip


def _wrong(findings: Sequence[Finding], standing: jobs.Standing, queues: Sequence[health.Queue]) -> int:
    """How much is not as it should be."""
    parts = sum(not each.alive and (each.needed or each.part == "backup") for each in findings)
    return parts + len(standing.failing) + standing.stands_still + sum(each.wrong for each in queues)


def _job(name: str) -> Job | str:
    return Job(name) if name in set(Job) else name
