"""Everything that may be refused, with the facts each carries; the one place that turns code and facts into a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reason:
    """A reason for refusing: its code and the sentence in Chinese and English, with facts in braces."""

    code: str
    zh: str
    en: str


class Refused(Exception):
    """A request that is not allowed, with the facts a person needs to act."""

    def __init__(self, reason: Reason, **facts: Any) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.facts = facts

    def sentence(self, language: str = "zh") -> str:
        """The refusal as a person reads it."""
        return sentence(self.reason, self.facts, language)


def sentence(reason: Reason, facts: Mapping[str, Any], language: str) -> str:
    """Code and facts as a sentence; a fact that is missing reads as a dash rather than failing."""
    template = reason.en if language.startswith("en") else reason.zh
    return template.format_map(_Dashes(facts))


class _Dashes(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


REASONS: dict[str, Reason] = {}


def _reason(code: str, zh: str, en: str) -> Reason:
    REASONS[code] = Reason(code, zh, en)
    return REASONS[code]


# Anybody
NOT_FOUND = _reason("not_found", "没有找到。", "Not found.")
NOT_ALLOWED = _reason("not_allowed", "您没有办理此事的权限。", "You are not allowed to do this.")
SIGN_IN_FIRST = _reason("sign_in_first", "请先登录。", "Please sign in first.")
OTHER_ORIGIN = _reason(
    "other_origin", "请求来自其他网站，已拒绝。", "The request came from another site and was refused."
)
INVALID = _reason("invalid", "填写有误：{fields}。", "Some fields are not right: {fields}.")
TOO_LARGE = _reason("too_large", "内容过大，最多{most}。", "Too large; at most {most}.")
TOO_MANY = _reason("too_many", "操作过于频繁，请稍后再试。", "Too many requests; please try again later.")
BAD_REQUEST = _reason("bad_request", "请求无法理解。", "The request could not be understood.")
SERVER_FAULT = _reason(
    "server_fault", "服务器出错，请稍后再试。", "Something went wrong on the server; please try again later."
)

# Accounts
WRONG_SIGN_IN = _reason("wrong_sign_in", "登录名或密码不对。", "The name or password is not right.")
PASSWORDS_OFF = _reason(
    "passwords_off", "本平台不使用密码，请用通行密钥登录。", "Passwords are off here; sign in with a passkey."
)
PASSKEY_FAILED = _reason(
    "passkey_failed", "通行密钥验证未通过，请重试。", "The passkey could not be verified; please try again."
)
PASSKEY_SYNCED = _reason(
    "passkey_synced",
    "这把通行密钥会同步到您的其他设备。司法局和管理员请用不离开设备的密钥：安全钥匙，或这台电脑自带的（如Windows Hello）。",
    "This passkey is synced to your other devices. The bureau and administrators use one that stays where it is: a security key, or this computer's own (such as Windows Hello).",
)
ACCOUNT_ENDED = _reason(
    "account_ended", "您的账号已停用，请联系本单位管理员。", "Your account has ended; please ask your agency."
)
INVITATION_ENDED = _reason(
    "invitation_ended",
    "邀请已使用或已过期，请联系发出人重新发送。",
    "This invitation was used or has expired; ask for a new one.",
)
LAST_PASSKEY = _reason(
    "last_passkey", "这是唯一的通行密钥，请先添加另一个。", "This is the only passkey; add another one first."
)

# Planning (the rules' own codes stand in planning.md)
UNKNOWN_CAUSE = _reason(
    "unknown_cause",
    "绿色通道须从应急、上级部署、投诉举报、暗访、其他中选择原因。",
    "The green channel needs one of its five causes.",
)
REFERENCE_MISSING = _reason(
    "reference_missing", "绿色通道须填写依据（文号、举报编号或审批人）。", "The green channel needs a reference."
)
DAY_HAS_PASSED = _reason("day_has_passed", "检查日期已过。", "The day has passed.")
DAY_TOO_FAR = _reason("day_too_far", "检查日期不能晚于{latest}。", "The day may not be later than {latest}.")
DAY_OUTSIDE_RANGE = _reason(
    "day_outside_range",
    "检查日期不在所填的最早、最晚日期之间。",
    "The day does not lie between the earliest and the latest day.",
)
ITEM_ALREADY_PLANNED = _reason(
    "item_already_planned",
    "本单位已对该企业报备了同一事项，检查日为{visit_on}，前后{days}日内不能再报备。",
    "Your agency has one of these items planned here on {visit_on}; none is filed within {days} days of it.",
)
NOTICE_TOO_SHORT = _reason(
    "notice_too_short",
    "须提前{days}个自然日报备，最早可选{earliest}。",
    "Plans are filed {days} days ahead; the earliest day is {earliest}.",
)
QUIET_PERIOD = _reason(
    "quiet_period",
    "处于静默期，最早可检查日为{first_free}。",
    "A quiet period stands; the first free day is {first_free}.",
)
UNKNOWN_ITEM = _reason("unknown_item", "检查事项不存在：{item}。", "No such inspection item: {item}.")
FOREIGN_ITEM = _reason(
    "foreign_item", "检查事项不属于本单位：{item}。", "This inspection item belongs to another agency: {item}."
)
ENDED_ITEM = _reason(
    "ended_item", "检查事项当日已失效：{item}。", "This inspection item is not valid on that day: {item}."
)
NO_ITEMS = _reason("no_items", "请至少选择一个检查事项。", "Choose at least one inspection item.")
TOO_MANY_ITEMS = _reason(
    "too_many_items", "一次最多选择{most}个检查事项。", "At most {most} inspection items in one plan."
)
UNKNOWN_ENTERPRISE = _reason("unknown_enterprise", "没有找到该企业或场所。", "No such enterprise or premises.")
ENDED_AGENCY = _reason(
    "ended_agency", "本单位已于{ended_on}终止，不能再报备。", "Your agency ended on {ended_on} and files no more plans."
)
ENDED_ENTERPRISE = _reason(
    "ended_enterprise", "该企业已于{ended_on}注销或终止。", "This enterprise ended on {ended_on}."
)
TEAM_TOO_SMALL = _reason("team_too_small", "执法人员不得少于两人。", "A team needs at least two inspectors.")
BADGE_NOT_VALID = _reason(
    "badge_not_valid", "{name}的执法证当日无效。", "The badge of {name} is not valid on that day."
)
UNKNOWN_INSPECTOR = _reason("unknown_inspector", "没有找到执法人员：{inspector}。", "No such inspector: {inspector}.")
INSPECTOR_BUSY = _reason(
    "inspector_busy",
    "{name}在{visit_on}已安排检查{enterprise}，时段冲突。",
    "{name} is already planned for {enterprise} on {visit_on} at the same time.",
)
HALF_YEAR_ANSWER_MISSING = _reason(
    "half_year_answer_missing",
    "半年以内有{count}份检查结果尚未答复。",
    "{count} results of the past half-year have not been answered.",
)
NOTHING_TO_DROP = _reason(
    "nothing_to_drop",
    "该检查结果不涉及本次事项，无可取消。",
    "This result covers none of the items; there is nothing to drop.",
)
NOTHING_LEFT = _reason(
    "nothing_left",
    "所选事项均已取消或采信已有结果，无需再次检查。",
    "Every item was dropped or its earlier result accepted; no inspection is needed.",
)
SAME_FACT = _reason(
    "same_fact",
    "不得以同一事实与理由重复检查：{names}已有有效结果，须注明新情况。",
    "The same fact may not be inspected twice: {names} has a valid result; name what is new.",
)
YEARLY_CAP = _reason(
    "yearly_cap",
    "今年对该企业的检查已达{most}次上限。",
    "The yearly cap of {most} for this enterprise has been reached.",
)
NOTHING_TO_APPROVE = _reason(
    "nothing_to_approve", "该计划无需审批或已审批。", "The plan needs no approval or has it already."
)
DRAFT_SETTLED = _reason(
    "draft_settled", "这份送审计划已有结果。", "This plan has been decided upon or withdrawn already."
)
DRAFT_CHANGED = _reason(
    "draft_changed",
    "送审内容在您查看后有改动，请重新查看后再决定。",
    "The plan was changed after you read it; please read it again.",
)
DRAFT_WAITING = _reason(
    "draft_waiting", "同一天、同一事项的计划已经送审。", "A plan for this item and day already awaits approval."
)
RETURN_REASON_MISSING = _reason("return_reason_missing", "请写明退回的理由。", "Say why the plan is sent back.")
NOT_LEADING = _reason(
    "not_leading", "只有牵头单位可以改期整次检查。", "Only the leading agency may move the whole visit."
)
VISIT_STANDS_THERE = _reason("visit_stands_there", "检查已定在这一天。", "The visit stands on this day already.")
VISIT_NOT_MOVABLE = _reason(
    "visit_not_movable",
    "检查已开始、已取消或含应急计划，不能改期。",
    "The visit has begun, was cancelled or holds an emergency; it keeps its day.",
)
MOVE_MEETS_VISIT = _reason(
    "move_meets_visit",
    "{visit_on}处于另一次检查的静默期，可改到{join}与该检查合并。",
    "{visit_on} lies in another visit's quiet period; join that visit on {join} instead.",
)
MOVE_INTO_QUIET = _reason(
    "move_into_quiet",
    "{visit_on}处于{barred_by}检查的静默期，不能改到这一天。",
    "{visit_on} lies in the quiet period of the visit on {barred_by}.",
)
NOT_WITHDRAWABLE = _reason(
    "not_withdrawable", "检查已开始或计划未生效，不能撤回。", "The plan can no longer be withdrawn."
)
TEAM_NOT_CHANGEABLE = _reason(
    "team_not_changeable",
    "检查已开始或计划未生效，人员不能再调整。",
    "The visit has begun or the plan does not stand; its team stays as it is.",
)

DAY_ASKED_ALREADY = _reason(
    "day_asked_already", "这次检查的改期申请正在等待答复。", "A request for another day already waits for its answer."
)
DAY_REQUEST_ANSWERED = _reason("day_request_answered", "这份申请已有答复。", "This request has been answered.")
REASON_MISSING = _reason("reason_missing", "请填写理由。", "Please give a reason.")

# Sync: what phones are answered
MALFORMED = _reason("malformed", "请求不符合同步协议：{why}。", "The request does not follow the sync protocol: {why}.")
UPGRADE_NEEDED = _reason("upgrade_needed", "应用版本过旧，请更新。", "This app is too old; please update it.")
DEVICE_UNKNOWN = _reason(
    "device_unknown", "本平台不认识这台设备，请重新登录。", "This device is not known here; please sign in again."
)
DEVICE_REVOKED = _reason("device_revoked", "这台设备已停用。", "This device has been revoked.")
DEVICE_STANDS = _reason(
    "device_stands", "这台设备仍可正常上传，无需交存。", "This device may push; there is nothing to surrender."
)
DEVICE_TAKEN = _reason("device_taken", "这台设备已属于另一账号。", "This device belongs to another account.")
KEY_UNPROVEN = _reason("key_unproven", "这台设备的密钥未能证明。", "This device did not prove that it holds the key.")
KEY_VOUCHED = _reason(
    "key_vouched",
    "这台设备的密钥经过通行密钥确认，请用通行密钥确认新的密钥。",
    "A passkey vouched for this device's key; please confirm the new one with your passkey.",
)
GAP = _reason("gap", "缺少第{expect}条之前的记录。", "Operation {expect} is expected first.")
FORK = _reason("fork", "第{dseq}条记录与已收到的不同。", "Operation {dseq} differs from the one received before.")
EPOCH = _reason(
    "epoch", "服务器已从备份恢复，请重新下载。", "The server was restored; please start the download again."
)
BAD_SIGNATURE = _reason("bad_signature", "手机的签名不符。", "The phone's signature does not hold.")
BAD_CHAIN = _reason("bad_chain", "记录链校验不符。", "The chain of operations does not add up.")
UNDECLARED = _reason("undeclared", "没有任何记录提到这个文件。", "No operation of yours names this file.")
WRONG_OFFSET = _reason("wrong_offset", "应从第{offset}字节继续上传。", "The upload continues at byte {offset}.")
CHUNK_MISMATCH = _reason(
    "chunk_mismatch", "这一段数据在途中损坏，请重传。", "This chunk was damaged on the way; send it again."
)
HASH_MISMATCH = _reason(
    "hash_mismatch", "文件内容与其摘要不符。", "The file does not have the digest it was announced with."
)
DISK_FULL = _reason(
    "disk_full", "服务器存储空间不足，请稍后再试。", "The server's disk is full; please try again later."
)
BUSY = _reason("busy", "服务器繁忙，请稍后再试。", "The server is busy; please try again.")

# Evidence and codes
NOT_AN_IMAGE = _reason(
    "not_an_image",
    "这不是可识别的图片，请上传JPEG、PNG或WebP照片。",
    "This is not a picture we can read; send a JPEG, PNG or WebP.",
)

# Feedback
RATING_CLOSED = _reason("rating_closed", "评价期已过（截至{until}）。", "Rating closed on {until}.")
BROWSER_OF_INSPECTOR = _reason(
    "browser_of_inspector",
    "这部手机或电脑最近有检查单位人员登录过，为保护您，不能在这里评价。请换您自己的手机或电脑登录后评价。",
    "Someone of the inspecting agency signed in on this phone or computer lately, so ratings are not taken here, "
    "to protect you. Please sign in on your own phone or computer and rate there.",
)
REDACTION_DECIDED = _reason(
    "redaction_decided", "这份评价的文字已处理过。", "The words of this rating have been decided upon already."
)
NETWORK_OF_INSPECTOR = _reason(
    "network_of_inspector",
    "从检查单位30天内用过的网络评价：已收下，次日再请企业评价一次。",
    "Rated from a network the agency used within 30 days: taken, and the enterprise is asked again the next day.",
)
PASSKEY_OF_INSPECTOR = _reason(
    "passkey_of_inspector",
    "您登录用的通行密钥是在检查单位人员用过的手机或电脑上建立的，为保护您，不能用它评价。"
    "请用自己的手机另建一个通行密钥再评价。",
    "The passkey you signed in with was made on a phone or computer that someone of the inspecting agency used, "
    "so it is not taken for ratings, to protect you. Please add a passkey on your own phone and rate with that.",
)
NOT_FINISHED = _reason("not_finished", "检查结束后才能评价。", "A visit can be rated once it is finished.")
INSPECTOR_MAY_NOT_RATE = _reason(
    "inspector_may_not_rate", "执法单位人员不能评价。", "People of an inspecting agency may not rate."
)
CORRECTION_WAITS = _reason(
    "correction_waits",
    "这项整改已上报，正在等待检查单位核查。",
    "This correction has been reported and waits for the agency's answer.",
)
CORRECTION_CLOSED = _reason("correction_closed", "这项整改已确认完成。", "This correction has been confirmed already.")
CORRECTION_ANSWERED = _reason("correction_answered", "这份整改报告已有答复。", "This report has been answered.")
FINDING_WITHDRAWN = _reason("finding_withdrawn", "这个问题已由检查单位撤回。", "The agency has withdrawn this finding.")
RESULT_NOT_WAITING = _reason(
    "result_not_waiting",
    "这一版结果不再等待签发，请打开最新一版。",
    "This version of the result no longer waits for sign-off; open the newest one.",
)
RESULT_CHANGED = _reason(
    "result_changed",
    "内容与您核对的不同，没有签发。请重新核对后再签。",
    "What you were shown has changed, so nothing was signed. Read it again and sign.",
)
NOT_RESPONSIBLE = _reason(
    "not_responsible",
    "结果由首检责任人{name}或本单位负责人签发。",
    "The inspector responsible, {name}, or the agency's lead signs this result.",
)
DISPOSITION_UNFIT = _reason(
    "disposition_unfit",
    "“{outcome}”的结果不能作“{disposition}”处理。",
    "A result of “{outcome}” cannot be disposed of as “{disposition}”.",
)
DISPOSITION_MISSING = _reason("disposition_missing", "请选择处理方式。", "Please choose what is done about it.")
LENIENCY_SERIOUS = _reason(
    "leniency_serious",
    "有严重问题，不适用轻微免罚。",
    "There is a serious finding; leniency does not apply.",
)
LENIENCY_NOT_OFFERED = _reason(
    "leniency_not_offered",
    "“{code}”不是这份结果可用的免罚情形，请从列出的情形里选。",
    "“{code}” is not open to this result; please choose from the entries shown.",
)
PASSKEY_NEEDED = _reason(
    "passkey_needed",
    "您有通行密钥，请用通行密钥签发。",
    "You have a passkey; please sign with it.",
)
PROOF_NEEDED = _reason("proof_needed", "请先确认是您本人。", "Please prove first that it is you.")
PROOF_WRONG = _reason("proof_wrong", "密码不对，请再试一次。", "The password is wrong; please try again.")
WRONG_PASSWORD = _reason("wrong_password", "密码不对，没有签发。", "The password is wrong; nothing was signed.")
NO_PROOF = _reason(
    "no_proof",
    "签发要用通行密钥。请先在“我的账号”里添加一把。",
    "Signing needs a passkey. Please add one under your account first.",
)
NOT_SIGNED_YET = _reason("not_signed_yet", "这份结果还没有签发。", "This result has not been signed off yet.")
CORRECTION_WAITS_FOR_YOU = _reason(
    "correction_waits_for_you",
    "企业上报的整改还没有答复，请先答复。",
    "The enterprise's report waits for an answer; please answer it first.",
)
DAY_MISSING = _reason("day_missing", "请选择日期。", "Please choose a day.")
DEADLINE_NOT_LATER = _reason(
    "deadline_not_later",
    "新的期限须在今天之后，并晚于原期限{due}。",
    "The new deadline must lie ahead and after the present one, {due}.",
)
DEADLINE_TOO_FAR = _reason(
    "deadline_too_far", "期限最多延到{latest}。", "The deadline can be extended to {latest} at most."
)
NO_RESULT_YET = _reason("no_result_yet", "该单位尚未出具结果。", "This agency has issued no result yet.")
PUSH_SERVICE_UNKNOWN = _reason(
    "push_service_unknown",
    "本平台不支持这款浏览器的消息服务，新安排仍会显示在本页。",
    "This browser's push service is not known here; news still appears on this page.",
)

# Complaints and oversight
KIND_MISSING = _reason("kind_missing", "请至少选择一类情形。", "Choose at least one kind of conduct.")
TEXT_MISSING = _reason("text_missing", "请写明发生了什么。", "Say what happened.")
TEXT_TOO_LONG = _reason("text_too_long", "请精简到{most}字以内。", "At most {most} letters, please.")
TOO_MANY_TIPS = _reason(
    "too_many_tips",
    "今天对这家企业的反映已达上限，紧急情况请拨打12345。",
    "No more reports about this enterprise are taken today; if it is urgent, call 12345.",
)
TOO_MANY_PHOTOS = _reason("too_many_photos", "照片最多{most}张。", "At most {most} photos.")
CASE_ACT_NOT_NOW = _reason(
    "case_act_not_now", "案件处于“{state}”，此时不能{act}。", "The case's state ({state}) does not allow this ({act})."
)
CONFLICT_OF_INTEREST = _reason(
    "conflict_of_interest",
    "您与本案有利害关系（本单位、本企业、参与过检查或投诉过），应当回避，请由他人承办。",
    "You have an interest in this case (your agency, enterprise, inspection or complaint); somebody else handles it.",
)
NOT_THE_HANDLER = _reason(
    "not_the_handler", "本案由{name}承办，办理前请先接手。", "{name} handles this case; take it over first."
)
MEASURES_OPEN = _reason(
    "measures_open",
    "还有{count}项整改未确认完成，不能办结。",
    "{count} measures are not confirmed; the case stays open.",
)
ANSWERED_ALREADY = _reason("answered_already", "这条询问已经答复。", "This question has been answered.")
OPINION_WITHOUT_OUTCOME = _reason("opinion_without_outcome", "请选择监督结论。", "Choose the finding of oversight.")
SAME_PERSON = _reason(
    "same_person",
    "须由另一位同事复核，拟定的人不能自己复核。",
    "A second person has to confirm it, not whoever drew it up.",
)
NO_DOCUMENT = _reason(
    "no_document", "只收照片（JPEG、PNG、WebP）和PDF。", "Only photos (JPEG, PNG, WebP) and PDF are taken."
)
TOO_MANY_FILES = _reason("too_many_files", "最多{most}个附件。", "{most} files at most.")
NOTHING_PROPOSED = _reason(
    "nothing_proposed", "还没有拟定的内容可复核。", "Nothing has been drawn up that could be confirmed."
)
PROPOSED_ALREADY = _reason(
    "proposed_already", "已经拟定，等另一位同事复核。", "It has been drawn up and waits for a second person."
)
NOBODY_TO_ASK = _reason("nobody_to_ask", "请选择被询问的单位或人员。", "Choose whom to ask.")
AGENCY_MISSING = _reason("agency_missing", "请先确定被监督的单位。", "Say first which agency the case is about.")
DECIDED_ALREADY = _reason("decided_already", "所选情形已有处理结果。", "This has been decided already.")
NOTHING_CHOSEN = _reason("nothing_chosen", "请先勾选要处理的情形。", "Choose at least one.")

# Objections
OWN_RESULT = _reason("own_result", "这是本单位的结果，不能对它提出异议。", "This is your own agency's result.")
OBJECTION_TOO_LATE = _reason(
    "objection_too_late",
    "异议应在结果签发后{days}天内提出，已于{last_day}截止。",
    "An objection is filed within {days} days of the sign-off; the last day was {last_day}.",
)
OBJECTION_RUNNING = _reason(
    "objection_running", "这份结果正在异议复查（{number}）。", "An objection to this result is running ({number})."
)
OBJECTED_ALREADY = _reason(
    "objected_already",
    "司法局对这份结果的异议已有结论，不能再次提出。",
    "The bureau has decided about an objection to this result.",
)
OBJECTION_ACT_NOT_NOW = _reason(
    "objection_act_not_now",
    "这件异议处于“{state}”，此时不能{act}，或不由您办理。",
    "The objection is “{state}”; this ({act}) cannot be done now, or not by you.",
)
UNINVOLVED_MISSING = _reason(
    "uninvolved_missing",
    "请在复查人员中指定一名未参与首次检查的人员。",
    "Name one of the team who had no part in the first inspection.",
)
INVOLVED = _reason(
    "involved",
    "{name}参加过首次检查，或与首检单位、企业、本件异议有关联，请另行指定。",
    "{name} took part in the first inspection or is tied to its agency, the enterprise or this objection.",
)
LEAD_ARRANGES = _reason(
    "lead_arranges",
    "本地区报备须经负责人批准，请由本单位负责人安排复查。",
    "Plans here need the lead's approval; the lead of your agency arranges the re-inspection.",
)

# Imports
IMPORT_EMPTY = _reason("import_empty", "文件里没有数据。", "The file holds no rows.")
IMPORT_NOT_A_TABLE = _reason(
    "import_not_a_table", "这不是可读取的CSV或XLSX表格。", "This is not a CSV or XLSX table that can be read."
)
IMPORT_HEADER_UNKNOWN = _reason(
    "import_header_unknown",
    "表头不对，最接近“{name}”，缺少列：{columns}。",
    "The header fits no roster; the nearest is “{roster}”, which lacks the columns {missing}.",
)
IMPORT_OTHER_ROSTER = _reason(
    "import_other_roster", "文件是“{roster}”清单，与所选不符。", "The file is the roster “{roster}”, not the one named."
)
IMPORT_HAS_PROBLEMS = _reason(
    "import_has_problems",
    "有{count}处问题，按要求整份文件未导入。",
    "{count} problems; as asked, nothing of the file was imported.",
)
TOO_MANY_LINES = _reason(
    "too_many_lines", "一个文件最多{most}行，请分成几个文件。", "At most {most} lines in one file; please split it."
)
TABLE_TOO_COSTLY = _reason(
    "table_too_costly",
    "这个表格太复杂，读取时间过长。请另存为CSV，或分成几个文件。",
    "This table takes too long to read; please save it as CSV or split it.",
)
IMPORT_FORGOTTEN = _reason(
    "import_forgotten", "预览已过期，请重新选择文件。", "The preview has expired; please choose the file again."
)

PROPOSAL_OUTDATED = _reason(
    "proposal_outdated",
    "检查安排已有变化，该建议不再适用，请重新测算。",
    "The visits have changed since; please compare again.",
)
PROPOSAL_SENT = _reason(
    "proposal_sent", "这条建议已经发出，等待答复。", "This proposal has been sent already and waits for answers."
)
PROPOSAL_SETTLED = _reason(
    "proposal_settled", "这条建议已有结果，无需答复。", "This proposal is settled; no answer is needed."
)
PERIOD_NOT_RIGHT = _reason(
    "period_not_right", "时段应从前到后，最长{most}天。", "The period runs forward and is at most {most} days long."
)

# Visits that are no inspections
SERVICE_DAY = _reason("service_day", "走访日期应在{first}至{last}之间。", "The day lies between {first} and {last}.")
SERVICE_WITHOUT_WORDS = _reason(
    "service_without_words",
    "请写明做什么、谁去，最多{most}字。",
    "Say what it is about and who comes, in at most {most} letters.",
)
SERVICE_OVER = _reason("service_over", "走访已经过去，记录保留。", "It is over; what was recorded stays.")

# Settings
SETTINGS_START_LATER = _reason(
    "settings_start_later", "新一版只能从今天（{today}）以后施行。", "A new version takes effect after today ({today})."
)

# Registry
SAME_ITEM = _reason("same_item", "一个事项不能与自己等效。", "An item is not equivalent to itself.")
EQUIVALENCE_NOT_NOW = _reason(
    "equivalence_not_now",
    "这对等效事项现在是“{state}”，此时不能这样处理，或不由您处理。",
    "This pair is “{state}”; that cannot be done now, or not by you.",
)
SHARED_WITHOUT_WORDS = _reason(
    "shared_without_words", "请写明现场怎么问，最多{most}字。", "Say how it is asked, in at most {most} letters."
)
SHARED_TOO_FEW = _reason(
    "shared_too_few", "请至少选两个事项的各一条内容。", "Choose one line each of at least two inspection items."
)
SHARED_UNKNOWN_LINE = _reason(
    "shared_unknown_line",
    "所选内容已不在现行检查事项中，请重新查找。",
    "A chosen line no longer stands; please search again.",
)
SHARED_ALREADY = _reason(
    "shared_already",
    "“{content}”已在另一共用条目中，或同一事项选了两条。",
    "“{content}” belongs to another shared line, or one item has two lines here.",
)
GUIDE_TAKEN = _reason("guide_taken", "网址简称{name}已被使用。", "The address {name} is in use.")
GUIDE_NAMED_WRONG = _reason(
    "guide_named_wrong",
    "网址简称只能用小写字母、数字和短横，行业名称须填写，最多{most}字。",
    "The address has small letters, digits and hyphens; the name is needed, at most {most} letters.",
)
GUIDE_WITHOUT_ITEMS = _reason("guide_without_items", "请至少列出一个检查事项。", "List at least one inspection item.")
INDUSTRY_UNREADABLE = _reason(
    "industry_unreadable",
    "行业代码{code}不是GB/T 4754代码或其前几位。",
    "{code} is no GB/T 4754 code nor the beginning of one.",
)
END_BEFORE_START = _reason("end_before_start", "结束日期早于开始日期。", "The end lies before the beginning.")

# Exchange
CODES_NOT_READABLE = _reason(
    "codes_not_readable",
    "编码对照表{file}无法读取：须为UTF-8编码的CSV，列为{columns}。",
    "The table of codes {file} cannot be read: it is CSV in UTF-8 with the columns {columns}.",
)
TOO_MANY_BATCHES = _reason(
    "too_many_batches",
    "今天的批次号已用完，请明天再导出。",
    "Today's batch numbers are used up; please export tomorrow.",
)
TEMPLATE_BROKEN = _reason(
    "template_broken",
    "文书模板“{file}”第{line}行有误：{wrong}。请改正后再保存。",
    "Line {line} of the template “{file}” is not right: {wrong}. Please correct it before saving.",
)
IMPACT_QUESTIONS_WRONG = _reason(
    "impact_questions_wrong",
    "评估表有误（{line}）：一行一问，不重复，最多{most}问；选项写在 | 之后，用 / 隔开，2至8个。",
    "The questions are not right ({line}): one a line, none twice, {most} at most; 2 to 8 options after |, set apart by /.",
)
IMPACT_INCOMPLETE = _reason("impact_incomplete", "请回答：{question}。", "Please answer: {question}.")
IMPACT_QUESTIONS_CHANGED = _reason(
    "impact_questions_changed",
    "评估表刚有新版本，请按新的问题核对后再保存。",
    "The questions have just changed; please look at the new ones and save again.",
)
DOCUMENT_NOT_YET = _reason(
    "document_not_yet",
    "检查尚未进行到这一步，还不能出具这份文书。",
    "The visit has not come to the point of this document.",
)
REMOVED_BY_LAW = _reason(
    "removed_by_law",
    "这份资料已依法移除。日志中留有移除的依据和经办人。",
    "This was removed by law; the log says on which ground and by whom.",
)
REMOVAL_HELD = _reason("removal_held", "{why}，资料不得移除。", "{why}: nothing of it may be removed.")
REMOVAL_TOO_EARLY = _reason(
    "removal_too_early",
    "保存期限未满，请选择其他理由。",
    "It has not been kept long enough; please choose another ground.",
)
REMOVAL_UNFOUNDED = _reason(
    "removal_unfounded",
    "请写明由谁决定、依据哪份文件或法条。",
    "Say who ordered it, and by which document or law.",
)
REMOVAL_STANDS = _reason(
    "removal_stands",
    "已有人提出移除或已经移除。",
    "Somebody has proposed this already, or it was done.",
)
REMOVAL_DECIDED = _reason(
    "removal_decided",
    "这件事刚由同事办理，请刷新页面。",
    "A colleague has just dealt with this; please reload the page.",
)
LOG_NOT_SIGNED = _reason(
    "log_not_signed",
    "日志还没有签名，一分钟后再看。",
    "The log has not been signed yet; please look again in a minute.",
)
LOG_TILE_UNKNOWN = _reason("log_tile_unknown", "日志没有这一部分。", "The log has no such part.")
LOG_SIZE_UNKNOWN = _reason(
    "log_size_unknown",
    "日志现有{size}条，没有您所说的那个状态。",
    "The log has {size} entries and never had the state you name.",
)
NOT_A_COSIGNATURE = _reason(
    "not_a_cosignature",
    "这不是本平台所认见证方对已签名状态的见证。",
    "This is no cosignature, by a witness this platform knows, of a state it signed.",
)
