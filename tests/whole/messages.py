"""For every route that changes something, what is rightly sent to it."""

from typing import Any

from server.ids import new_id
from tests.builders import in_days
from tests.whole.two_sides import Side

CREDENTIAL = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "response": {
        "clientDataJSON": "AAAA",
        "attestationObject": "AAAA",
        "authenticatorData": "AAAA",
        "signature": "AAAA",
        "userHandle": None,
    },
}
END = {"ended_on": "2030-01-01"}


def sent(endpoint: str, side: Side) -> dict[str, Any]:
    """The right message for a route; empty where a route takes none."""
    return {**_accounts(side), **_planning(side), **_registry(side), **_phones(side), **_others(side)}.get(endpoint, {})


def _accounts(side: Side) -> dict[str, Any]:
    invitation = side.ids["invitation"]
    return {
        "accounts.end_sessions": {"which": ""},
        "accounts.sign_in": {"name": "fire", "password": "wrong", "next": "/desk/"},
        "accounts_api.sign_in": {"name": "fire", "password": "wrong"},
        "accounts_api.registration_options": {"invitation": invitation},
        "accounts_api.register": {"invitation": invitation, "label": "手机", "credential": CREDENTIAL},
        "accounts_api.authenticate": {"credential": CREDENTIAL},
        "proving.by_password": {"proof_password": "wrong", "next": "/desk/"},
        "proving_api.prove": {"credential": None, "password": "wrong"},
        "devices.enrol": {"id": new_id(), "label": "手机"},
        "devices.enrol_key": {"device": new_id(), "public_key": "02" + "1" * 64, "proof": "0" * 128},
        "devices.key_options": {"public_key": "02" + "1" * 64},
        "inviting.inspector": {"roles": ["officer", "agency_lead"]},
        "inviting.manager": {"name": "赵敏"},
        "inviting.letter": {"token": invitation},
    }


def _planning(side: Side) -> dict[str, Any]:
    team = [inspector.id for inspector in side.office.inspectors]
    plan = {
        "agency": side.ids["agency"],
        "credit_code": side.ids["credit_code"],
        "premises": 1,
        "items": [side.ids["item"]],
        "visit_on": in_days(20).isoformat(),
        "channel": "green",
        "cause": "tip_off",
        "reference": "12345",
        "earliest": in_days(18).isoformat(),
        "latest": in_days(25).isoformat(),
        "fixed_day": False,
        "urgent": True,
    }
    said = {
        "window": "morning",
        "answers": [{"result": side.ids["visit"], "reply": "go_on", "reason": "风险"}],
        "triggers": [{"item": side.ids["item"], "trigger": "accident", "reference": "119"}],
    }
    api = {**plan, **said, "team": [{"inspector": each, "role": "inspector"} for each in team]}
    answers = {"window": "morning", f"reply-{side.ids['visit']}": "go_on", f"trigger-{side.ids['item']}": "accident"}
    form = {**plan, "team": team, "premises": "1", "action": "preview", "fixed_day": "1", "can_wait": "1", **answers}
    case = {name: plan[name] for name in ("visit_on", "channel", "cause", "earliest", "latest", "fixed_day", "urgent")}
    period = {"since": in_days(0).isoformat(), "until": in_days(30).isoformat(), "reach": "14"}
    return {
        "planning_api.file_plan": api,
        "planning_api.preview": api,
        "planning_api.change_team": {"team": api["team"]},
        "teams.change": {"team": team},
        "planning_api.move_visit": {"visit_on": "2030-01-01"},
        "drafts_api.resubmit": api,
        "drafts_api.approve": {"revision": 1},
        "drafts_api.send_back": {"revision": 1, "reason": "重复"},
        "drafts.resubmit": form,
        "drafts.approve": {"revision": "1"},
        "drafts.send_back": {"revision": "1", "reason": "重复"},
        "drafts.approve_chosen": {"draft": [f"{side.ids['draft']}:1"]},
        "moving.move": {"visit_on": "2030-01-01", "action": "join"},
        "planning.file_plan": form,
        "planning.answer": form,
        "rules_api.calculate": {
            **case,
            "filed_at": f"{in_days(1)}T09:00:00+08:00",
            "visits": [{**case, "state": "open"}],
        },
        "rules.calculate": {
            "kind": "ordinary",
            "filed_on": in_days(1).isoformat(),
            "filed_time": "09:00",
            "visit_on": in_days(20).isoformat(),
            "visit_on_0": in_days(22).isoformat(),
            "kind_0": "ordinary",
            "state_0": "open",
        },
        "settings.add": {
            "notice_days": "7",
            "freeze_hour": "18",
            "object_scope": "premises",
            "effective_on": in_days(3).isoformat(),
            "note": "x",
        },
        "what_if.send": {
            **period,
            "credit_code": side.ids["credit_code"],
            "place": side.ids["premises"],
            "day": in_days(20).isoformat(),
            "visits": [side.ids["open_visit"]],
        },
        "proposals.answer": {"answer": "accept", "reason": "同意"},
        "adjustments.make": {
            "figure": "repeat_share",
            "kind": "remote",
            "text": "改为非现场检查",
            "begins": "2026-09",
            "agency": side.ids["agency"],
            "item": side.ids["item"],
        },
        "adjustments.end": {"because": "已见成效"},
        "removals.propose_due": {"visit": side.ids["visit"], "ordered_by": "本局", "reference": "档案法"},
        "removals.decide": {"removal": side.ids["visit"], "answer": "confirm", "reason": "x"},
        "removals.propose": {
            "what": f"visit:{side.ids['visit']}",
            "ground": "request",
            "ordered_by": "本局",
            "reference": "个人信息保护法第四十七条",
        },
        "removals.propose_complaint": {"ground": "court", "ordered_by": "某法院", "reference": "（2026）鲁民终1号"},
        "bulk.confirm": {"digest": "0" * 64},
        "service_visits.record": {
            "credit_code": side.ids["credit_code"],
            "premises": "1",
            "visit_on": in_days(3).isoformat(),
            "kind": "call",
            "purpose": "送政策",
            "people": "王建国",
        },
    }


def _registry(side: Side) -> dict[str, Any]:
    agency, item = side.ids["agency"], side.ids["item"]
    about_agency = {
        "code": "new-one",
        "name": "新单位",
        "short_name": "新",
        "parent": agency,
        "competence": "fire",
        "credit_code": "91370211MA3C0AAA10",
        "area": "370211",
        "phone": "0532-1",
    }
    badge = {"badge_number": "37020000001", "issuer": "青岛市", "valid_from": "2024-01-01", "valid_until": "2029-01-01"}
    about_item = {
        "code": "new-item",
        "agency": agency,
        "name": "事项",
        "competence": "fire",
        "legal_basis": "《消防法》第五十三条：条文",
        "yearly_cap": "2",
        "valid_from": "2026-01-01",
        "lines": "内容 | 标准",
    }
    place = {"premises_name": "分店", "address": "长江路2号", "sub_district": "薛家岛街道"}
    firm = {
        "credit_code": "91370211MA3C0AAA10",
        "name": "新企业",
        "registration_number": "370211228000001",
        "industry": "6210",
        "industry_name": "正餐服务",
        "area": "370211",
        "legal_representative": "赵敏",
        "address": "长江路1号",
        "sub_district": "薛家岛街道",
    }
    return {
        "agencies.enter": about_agency,
        "agencies.change": about_agency,
        "agencies.end": END,
        "inspectors.enter": {"name": "王一", "agency": agency, **badge},
        "inspectors.change": {"name": "王一", "agency": agency},
        "inspectors.add_badge": badge,
        "inspectors.renew_badge": badge,
        "inspectors.end": END,
        "items.enter": about_item,
        "items.change": {**about_item, "code": item},
        "equivalences.propose": {"item": item, "other": "no-such-item", "reason": "查的是同一事实"},
        "items.end": {"valid_until": "2030-01-01"},
        **_guiding(item),
        "enterprises.enter": firm,
        "enterprises.change": firm,
        "enterprises.add_premises": place,
        "enterprises.change_premises": place,
        "enterprises.end_premises": END,
        "enterprises.end": END,
        "imports.confirm": {"stop_on_problem": "1"},
    }


def _guiding(item: str) -> dict[str, Any]:
    entry = {
        "item": item,
        "line": "1",
        "name": "少量堆放",
        "first_offence": "是",
        "minor": "是",
        "corrected": "否",
        "conditions": "当场清理",
        "legal_basis": "《行政处罚法》第三十三条：条文",
        "valid_from": "2026-01-01",
    }
    guide = {"name": "餐饮", "industries": "62", "items": item, "intro": "话", "prepare": "营业执照", "ended": ""}
    return {
        "sharing.join": {"content": "一问", "line": [f"{item}|1", f"{item}-again|3"]},
        "leniency.enter": {"code": "lenient-new", **entry},
        "leniency.change": {**entry, "valid_until": "2030-01-01"},
        "guides.publish": {"slug": f"new-{item}", **guide},
        "guides.change": guide,
        "guides.say": {"line-1": "看得懂的话"},
        "impacts.assess": {"questions": "0", "answer-0": "罚款"},
        "impacts.ask": {"text": "问 | 是 / 否"},
    }


def _phones(side: Side) -> dict[str, Any]:
    phone = side.phone
    phone.record("visit.closed", side.ids["open_visit"], summary="检查完毕", outcomes=[])
    return {
        "sync.hello": {"proto": [1], "app": "test", "schema": 1},
        "sync.push_operations": phone.batch(len(phone.operations)),
        "sync.surrender": phone.batch(len(phone.operations)),
        "sync.pull_changes": {"proto": 1, "cursor": None, "limit": 5, "schema": 1},
    }


def _others(side: Side) -> dict[str, Any]:
    told = {"key": new_id(), "text": "查了三个小时，要求请客", "place": "后厨"}
    return {
        "complaints.file": {
            **told,
            "conduct": ["banquets", "manner"],
            "visit": side.ids["visit"],
            "agency": side.ids["agency"],
            "disclosed": "1",
        },
        "complaints.disagree": {**told, "visit": side.ids["visit"]},
        "reports.report_no_code": told,
        "reports.leave_tip": told,
        "following.say": {"content": "no", "text": "没有回答我的问题"},
        "irregularities.decide": {"chosen": [new_id()], "decision": "case", "reason": "核查", "back": "/desk/"},
        "irregularities.change": {"at_least": "2", "days": "90", "active": "1"},
        "cases.open_case": {"subject": "巡查发现", "agency": side.ids["agency"], "visit": side.ids["visit"]},
        "check_actions.export": {"since": in_days(-30).isoformat(), "until": in_days(0).isoformat(), "format": "csv"},
        "document_templates.change": {"text": "本区检查通知\n致：{enterprise}", "does": "look"},
        "document_templates.preview": {"text": "本区检查通知\n致：{enterprise}"},
        "documents.issue": {"agency": side.ids["agency"], "kind": "notice"},
        "cases.act": {
            "act": "ask",
            "text": "请说明",
            "agency": side.ids["agency"],
            "inspector": side.ids["inspector"],
            "due_on": in_days(9).isoformat(),
            "names_visit": "1",
            "outcome": "upheld",
            "measure": new_id(),
        },
        "inquiries.answer": {"question": side.ids["question"], "measure": new_id(), "text": "情况如下"},
        "codes.resolve": {"text": "https://localhost/e/abc"},
        "visit_codes.seen": {"code": "1234"},
        "home.language": {"language": "en", "back": "/catalogue"},
        "learned_codes.uphold": {"enterprise": side.ids["enterprise"], "reason": "实地核对"},
        "learned_codes.withdraw": {"enterprise": side.ids["enterprise"], "reason": "贴错的码"},
        "own_codes.answer": {"answer": "ours"},
        "quarantine.apply": {"reason": "核实"},
        "quarantine.leave": {"reason": "误操作"},
        "asking_day.ask": {"reason": "盘点", "wished_on": in_days(9).isoformat()},
        "day_requests.answer": {"does": "decline", "answer": "临近汛期", "day": in_days(9).isoformat()},
        "answering.report": {"text": "已清理"},
        "answering.reply": {"text": "当天卸货"},
        "corrections.answer": {"does": "again", "answer": "请补照片"},
        "corrections.decide": {"does": "extend", "reason": "等配件", "due": in_days(20).isoformat()},
        "results.sign": {"disposition": "guidance", "text": "当场指出", "password": "wrong"},
        "results_api.options": {"disposition": "guidance", "text": "当场指出", "inspector": None},
        "results_api.sign": {"disposition": "guidance", "text": "当场指出", "credential": CREDENTIAL, "password": None},
        "news.subscribe": {
            "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
            "keys": {"p256dh": "B" + "A" * 86, "auth": "A" * 22},
        },
        "news.unsubscribe": {"endpoint": "https://fcm.googleapis.com/fcm/send/abc"},
        "rating.rate": {
            "process": "4",
            "result": "5",
            "process_text": "好",
            "result_text": "好",
            "tags": ["civil"],
        },
        "rating.answer_notice": {"answer": "put_away"},
        "staff.tell": {"matter": "pressure", "text": "有人要求改检查结果", "visit": side.ids["visit"]},
        "redaction.decide": {"process_text": "好", "result_text": "", "answer": "tell"},
    }
