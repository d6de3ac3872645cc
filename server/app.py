"""Puts the parts together: settings, database, sign-in, every part's routes; each route must be decided about."""

from flask import Flask
from flask_smorest import Api

from server import (
    accounts,
    assets,
    config,
    db,
    desk,
    frame,
    http,
    language,
    limits,
    oversight,
    policy,
    privacy,
    statistics,
    timing,
    visits,
)
from server.planning import day_requests

# Every blueprint, lowest part first; who may use each route stands in policy.py.
BLUEPRINTS: list[str] = [
    "server.home:blueprint",
    "server.shell:blueprint",
    "server.desk:blueprint",
    "server.trail.log_pages:blueprint",
    "server.trail.kept_pages:blueprint",
    "server.registry.catalogue_pages:blueprint",
    "server.registry.api:blueprint",
    "server.registry.pages:blueprint",
    "server.registry.agency_pages:blueprint",
    "server.registry.inspector_pages:blueprint",
    "server.registry.item_pages:blueprint",
    "server.registry.equivalence_pages:blueprint",
    "server.registry.sharing_pages:blueprint",
    "server.registry.leniency_pages:blueprint",
    "server.registry.guide_pages:blueprint",
    "server.registry.guide_desk_pages:blueprint",
    "server.registry.enterprise_pages:blueprint",
    "server.registry.import_pages:blueprint",
    "server.registry.poster_pages:blueprint",
    "server.accounts.api:blueprint",
    "server.accounts.devices_api:blueprint",
    "server.accounts.pages:blueprint",
    "server.accounts.proving_pages:blueprint",
    "server.accounts.proving_pages:api",
    "server.accounts.security_pages:blueprint",
    "server.accounts.inviting:blueprint",
    "server.evidence.codes_api:blueprint",
    "server.planning.api:blueprint",
    "server.planning.pages:blueprint",
    "server.planning.draft_pages:blueprint",
    "server.planning.drafts_api:blueprint",
    "server.planning.moving_pages:blueprint",
    "server.planning.day_request_pages:blueprint",
    "server.planning.team_pages:blueprint",
    "server.planning.bulk_pages:blueprint",
    "server.planning.service_pages:blueprint",
    "server.planning.what_if_pages:blueprint",
    "server.planning.proposal_pages:blueprint",
    "server.planning.published_pages:blueprint",
    "server.planning.published_api:blueprint",
    "server.planning.setting_pages:blueprint",
    "server.visits.codes_api:blueprint",
    "server.visits.sign_off_api:blueprint",
    "server.visits.sign_off_pages:blueprint",
    "server.feedback.enterprise_pages:blueprint",
    "server.feedback.colleague_pages:blueprint",
    "server.feedback.news_pages:blueprint",
    "server.feedback.answering_pages:blueprint",
    "server.feedback.photo_pieces_api:blueprint",
    "server.feedback.record_pages:blueprint",
    "server.feedback.proof_pages:blueprint",
    "server.feedback.correction_pages:blueprint",
    "server.feedback.asking_day_pages:blueprint",
    "server.feedback.rating_pages:blueprint",
    "server.feedback.mirror_pages:blueprint",
    "server.feedback.code_pages:blueprint",
    "server.feedback.complaint_pages:blueprint",
    "server.feedback.report_pages:blueprint",
    "server.feedback.visit_codes_api:blueprint",
    "server.feedback.visit_code_pages:blueprint",
    "server.feedback.time_code_pages:blueprint",
    "server.feedback.head_code_pages:blueprint",
    "server.sync.certificates_api:blueprint",
    "server.sync.quarantine_pages:blueprint",
    "server.oversight.pages:blueprint",
    "server.oversight.redaction_pages:blueprint",
    "server.oversight.district_pages:blueprint",
    "server.oversight.code_pages:blueprint",
    "server.oversight.irregularity_pages:blueprint",
    "server.oversight.case_pages:blueprint",
    "server.oversight.inquiry_pages:blueprint",
    "server.oversight.staff_pages:blueprint",
    "server.oversight.following_pages:blueprint",
    "server.oversight.objection_pages:blueprint",
    "server.oversight.objection_recheck_pages:blueprint",
    "server.oversight.photo_pieces_api:blueprint",
    "server.statistics.pages:blueprint",
    "server.statistics.adjustment_pages:blueprint",
    "server.statistics.public_pages:blueprint",
    "server.exchange.check_action_pages:blueprint",
    "server.exchange.document_pages:blueprint",
    "server.exchange.impact_pages:blueprint",
    "server.exchange.document_template_pages:blueprint",
    "server.privacy.removal_pages:blueprint",
    "server.privacy.look_pages:blueprint",
    "server.desks.today_pages:blueprint",
    "server.desks.week_pages:blueprint",
    "server.desks.overdue_pages:blueprint",
    "server.desks.health_pages:blueprint",
]


class ProblemApi(Api):
    """OpenAPI from the routes; errors stay with http.py's problem documents."""

    def _register_error_handlers(self) -> None:
        return


def create_app(settings: config.Settings | None = None) -> Flask:
    """The application for one installation; reads the environment unless given settings."""
    settings = settings or config.from_environment()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o750)
    app = Flask(__name__, template_folder="../pwa/templates", static_folder=None)
    app.config.update(_flask_settings(settings))
    app.extensions["settings"] = settings
    db.init_app(app)
    language.init_app(app)
    accounts.init_app(app)
    http.init_app(app)
    limits.init_app(app)
    assets.init_app(app)
    frame.init_app(app)
    desk.init_app(app)
    day_requests.init_app()
    visits.init_app(app)
    timing.init_app(app)
    oversight.init_app(app)
    statistics.init_app()
    privacy.init_app(app)
    _register(app)
    policy.require_complete(app)
    return app


def _flask_settings(settings: config.Settings) -> dict[str, object]:
    encrypted = settings.public_origin.startswith("https://")
    return {
        "SECRET_KEY": config.secret_key(settings),
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # faults are logged, and people's data are not
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": encrypted,
        # A browser takes this name only from this host, over an encrypted line and for all of it.
        "SESSION_COOKIE_NAME": "__Host-session" if encrypted else "session",
        "MAX_CONTENT_LENGTH": 26 * 1024 * 1024,
        "RATELIMIT_ENABLED": settings.rate_limits,
        "API_TITLE": "Mashang",
        "API_VERSION": "1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api",
        "OPENAPI_JSON_PATH": "openapi.json",
    }


def _register(app: Flask) -> None:
    api = ProblemApi(app)
    for path in BLUEPRINTS:
        module, name = path.split(":")
        blueprint = getattr(__import__(module, fromlist=[name]), name)
        register = api.register_blueprint if hasattr(blueprint, "arguments") else app.register_blueprint
        register(blueprint)
