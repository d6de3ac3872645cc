"""The field's words, each with its Chinese and English; a new word is added here first."""

from enum import StrEnum


class Word(StrEnum):
    """A word of the field: its code is the value, `zh` and `en` are what people read."""

    zh: str
    en: str

    def __new__(cls, code: str, zh: str = "", en: str = "") -> "Word":
        word = str.__new__(cls, code)
        word._value_ = code
        word.zh = zh
        word.en = en
        return word

    def label(self, language: str) -> str:
        """What people read, in `zh` or `en`."""
        return self.en if language.startswith("en") else self.zh


class Role(Word):
    INSPECTOR = "inspector", "执法人员", "Inspector"
    OFFICER = "officer", "报备员", "Filing officer"
    AGENCY_LEAD = "agency_lead", "单位负责人", "Agency lead"
    SUPERVISOR = "supervisor", "司法局监督员", "Supervisor"
    MANAGER = "manager", "企业负责人", "Enterprise manager"
    ADMIN = "admin", "平台管理员", "Administrator"


class Channel(Word):
    ORDINARY = "ordinary", "日常计划", "Ordinary plan"
    GREEN = "green", "绿色通道", "Green channel"
    RECHECK = "recheck", "复查", "Recheck"


class Cause(Word):
    EMERGENCY = "emergency", "应急", "Emergency"
    SUPERIOR_ORDER = "superior_order", "上级部署", "Superior order"
    TIP_OFF = "tip_off", "投诉举报", "Tip-off"
    COVERT = "covert", "暗访", "Covert"
    OTHER = "other", "其他原因", "Other"


class VisitState(Word):
    OPEN = "open", "待检查", "Planned"
    STARTED = "started", "检查中", "Under way"
    COMPLETED = "completed", "已完成", "Completed"
    CANCELLED = "cancelled", "已取消", "Cancelled"
    LAPSED = "lapsed", "已失效", "Lapsed"


class PlanState(Word):
    FILED = "filed", "已报备", "Filed"
    REFUSED = "refused", "未通过", "Refused"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class DraftState(Word):
    """送审计划: what became of a plan that the agency's lead approves before it is filed."""

    WAITING = "waiting", "待批准", "Awaiting approval"
    SENT_BACK = "sent_back", "已退回", "Sent back"
    FILED = "filed", "已批准报备", "Approved and filed"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class FilingOutcome(Word):
    """What became of a plan when it was filed, or of a request to withdraw it."""

    FOUNDED = "founded", "新立检查", "Founded a visit"
    JOINED = "joined", "已合并", "Joined a visit"
    DEFERRED = "deferred", "已顺延", "Deferred"
    REFUSED = "refused", "未通过", "Refused"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class TeamRole(Word):
    INSPECTOR = "inspector", "执法人员", "Inspector"
    HELPER = "helper", "辅助人员", "Helper"


class Window(Word):
    """检查时段: when on its day a visit takes place; a plan without one leaves that open."""

    MORNING = "morning", "上午", "Morning"
    AFTERNOON = "afternoon", "下午", "Afternoon"
    WHOLE_DAY = "whole_day", "全天", "Whole day"


class EquivalenceState(Word):
    """等效事项: how far two agencies and the bureau have come with a pair."""

    PROPOSED = "proposed", "待对方单位同意", "Waiting for the other agency"
    AGREED = "agreed", "待司法局批准", "Waiting for the bureau"
    APPROVED = "approved", "已生效", "In force"
    DECLINED = "declined", "未同意", "Declined"
    ENDED = "ended", "已解除", "Ended"


class EquivalenceAct(Word):
    """What is done about a pair; each leaves an entry in the trail."""

    PROPOSED = "proposed", "提出", "Proposed"
    AGREED = "agreed", "同意", "Agreed"
    APPROVED = "approved", "批准", "Approved"
    DECLINED = "declined", "不同意", "Declined"
    ENDED = "ended", "解除", "Ended"


class Reply(Word):
    """对半年内检查结果的答复: what a filer does about an earlier result."""

    DROP = "drop", "取消该事项", "Drop the item"
    ACCEPT = "accept", "采信已有结果", "Accept the earlier result"
    GO_ON = "go_on", "继续检查", "Go on"


class Trigger(Word):
    """新的情况: what allows an inspection anew of the same fact (同一事实与理由)."""

    TIP_OFF = "tip_off", "投诉举报", "Tip-off"
    ACCIDENT = "accident", "发生事故", "Accident"
    FAILED_CORRECTION = "failed_correction", "整改未通过", "Failed correction"
    APPROVED_OBJECTION = "approved_objection", "异议获准", "Approved objection"
    CHANGED_LICENCE = "changed_licence", "许可或登记变更", "Changed licence"


class LineValue(Word):
    CONFORMING = "conforming", "合格", "Conforming"
    NONCONFORMING = "nonconforming", "不合格", "Nonconforming"
    NOT_INSPECTED = "not_inspected", "未检查", "Not inspected"
    NOT_APPLICABLE = "not_applicable", "合理缺项", "Not applicable"


class Severity(Word):
    MINOR = "minor", "轻微", "Minor"
    ORDINARY = "ordinary", "一般", "Ordinary"
    SERIOUS = "serious", "严重", "Serious"


class Outcome(Word):
    NO_PROBLEM = "no_problem", "未发现问题", "No problem found"
    PROBLEMS_FOUND = "problems_found", "发现问题", "Problems found"
    CORRECTION_ORDERED = "correction_ordered", "责令改正", "Correction ordered"


class Disposition(Word):
    NONE = "none", "无需处理", "No action"
    GUIDANCE = "guidance", "指导", "Guidance"
    LENIENCY = "leniency", "轻微免罚", "First-offence leniency"
    CORRECTION = "correction", "责令改正", "Correction ordered"
    CASE_FILED = "case_filed", "立案", "Case filed"


class ResultState(Word):
    """结果版本: whether somebody answers for this version of a result by his signature."""

    WAITING = "waiting", "待签发", "Waiting for sign-off"
    SIGNED = "signed", "已签发", "Signed off"
    REPLACED = "replaced", "未签发，已有新版本", "Replaced before sign-off"


class ResultOrigin(Word):
    """结果版本的来由: what a version of a result came of."""

    CLOSED = "closed", "检查完成", "Visit closed"
    LATE = "late", "记录后到", "Records arrived later"
    UPHELD = "upheld", "异议复查后维持", "Upheld after an objection"
    AMENDED = "amended", "异议复查后改定", "Amended after an objection"
    WITHDRAWN = "withdrawn", "异议复查后撤销", "Withdrawn after an objection"


class SignOffGrade(Word):
    """签发方式: how whoever signed proved that it was him, the strongest first."""

    PASSKEY = "passkey", "通行密钥", "Passkey"
    PASSWORD = "password", "密码（较低等级）", "Password (lower grade)"
    DECISION = "decision", "司法局决定", "Decision of the bureau"
    EARLIER = "earlier", "签发办法施行前出具", "Issued before sign-off was asked for"


class DocumentKind(Word):
    """行政检查文书: the basic forms of the Ministry of Justice."""

    APPROVAL = "approval", "行政检查审批表", "Approval of an inspection"
    NOTICE = "notice", "行政检查通知书", "Notice of inspection"
    ON_SITE = "on_site", "现场检查笔录", "Record on site"
    SAMPLING = "sampling", "抽样取证通知书", "Notice of sampling"
    SURVEY = "survey", "勘验笔录", "Survey record"
    QUESTIONING = "questioning", "询问笔录", "Record of questioning"
    RESULT = "result", "行政检查结果告知书", "Notice of the result"


class Satisfaction(Word):
    """满意度: the five steps of a rating."""

    VERY_DISSATISFIED = "1", "很不满意", "Very dissatisfied"
    DISSATISFIED = "2", "不满意", "Dissatisfied"
    NEUTRAL = "3", "一般", "Neutral"
    SATISFIED = "4", "满意", "Satisfied"
    VERY_SATISFIED = "5", "很满意", "Very satisfied"


class RatingTag(Word):
    """评价标签: what a manager ticks of a visit beside the two answers."""

    CIVIL = "civil", "态度文明", "Civil"
    ON_TIME = "on_time", "准时到达", "On time"
    WITHIN_PLAN = "within_plan", "没有超出计划", "Kept to plan"
    WITHIN_ITEMS = "within_items", "没有超出事项", "Kept to items"
    ASKED_FOR_ANYTHING = "asked_for_anything", "索要过财物或好处", "Asked for gifts"


class Irregularity(Word):
    """不规范执法: what the system noticed and oversight decides upon."""

    NO_PLAN = "no_plan", "无计划入企", "Entered without a plan"
    WRONG_DAY = "wrong_day", "非计划日检查", "Not on the planned day"
    NOT_IN_TEAM = "not_in_team", "非计划人员检查", "Not a member of the team"
    ONE_INSPECTOR = "one_inspector", "少于两名执法人员", "Fewer than two inspectors"
    BADGE_EXPIRED = "badge_expired", "执法证已过期", "Badge expired"
    OTHER_ENTERPRISE = "other_enterprise", "扫码企业与计划不符", "Scanned another enterprise"
    LATE_SYNC = "late_sync", "逾期上传", "Uploaded late"
    CLOCK_SUSPECT = "clock_suspect", "手机时间异常", "Phone clock is wrong"
    VISIT_CLOSED = "visit_closed", "检查结束后补录", "Recorded after closing"
    TOO_FREQUENT = "too_frequent", "检查过于频繁", "Inspected too often"
    OVER_CAP = "over_cap", "超出年度上限", "Over the yearly cap"
    NO_FINDING_SERIES = "no_finding_series", "多次检查未发现问题", "Series without a finding"
    APPROVAL_OVERDUE = "approval_overdue", "应急计划逾期未审批", "Emergency not approved in time"
    SYNC_REFUSED = "sync_refused", "手机上传被拒收", "A phone's upload was refused"
    TIME_REGRESS = "time_regress", "时间凭据倒退", "Its time proof goes back"
    TIME_CONTRADICTED = "time_contradicted", "所记时间与凭据不符", "Time contradicts its proof"
    RECORDS_REPLACED = "records_replaced", "见证过的记录被换掉", "Other records than were witnessed"
    UNSIGNED = "unsigned", "手机上传没有签名", "A phone sent unsigned"
    KEY_CHANGED = "key_changed", "手机签名密钥被更换", "A phone's key was changed"
    LOG_CONTRADICTED = "log_contradicted", "留痕与已签名的状态不符", "The trail contradicts what was signed"
    TEAM_INCOMPLETE = "team_incomplete", "计划执法人员不足两名", "Fewer than two in the team"
    TEAM_CLASH = "team_clash", "改期后人员时段冲突", "In two places after a move"
    TWO_PLACES = "two_places", "同一人同时在两处", "One person in two places at once"
    QUIET_PERIOD = "quiet_period", "静默期内入企", "Entered within a quiet period"
    NO_CODE = "no_code", "反映未扫码入企", "Reported: entered without a code"
    RATING_ASKED = "rating_asked", "当面索要评价", "Asked for a rating at the door"
    ASKED_FOR_ANYTHING = "asked_for_anything", "评价反映索要财物或好处", "Rating says: asked for something"


class TrailKind(Word):
    """全程留痕: what an entry of a visit's trail tells of."""

    PLAN_FILED = "plan.filed", "报备计划", "Plan filed"
    PLAN_APPROVED = "plan.approved", "负责人审批计划", "Plan approved"
    PLAN_PROMPTED = "plan.prompted", "提示与答复", "Prompted and answered"
    PLAN_WITHDRAWN = "plan.withdrawn", "撤回计划", "Plan withdrawn"
    BADGE_CHANGED = "plan.badge_changed", "更换执法证", "Badge changed"
    TEAM_LEFT = "plan.team_left", "执法证过期，退出计划", "Left the team"
    TEAM_CHANGED = "plan.team_changed", "调整人员", "Team changed"
    VISIT_OPENED = "visit.opened", "扫码入企", "Checked in"
    CODE_VERIFIED = "code.verified", "企业核验亮码", "Visit code verified"
    VISIT_COUNTED = "visit.counted", "计入本企业检查次数", "Counted among the enterprise's visits"
    LINE_ANSWERED = "line.answered", "填写检查项", "Line answered"
    ANSWER_SETTLED = "answer.settled", "认定不同填写", "Differing answers settled"
    FINDING_RECORDED = "finding.recorded", "记录问题", "Finding recorded"
    FINDING_WITHDRAWN = "finding.withdrawn", "撤回问题", "Finding withdrawn"
    EVIDENCE_TAKEN = "evidence.taken", "拍摄照片", "Photo taken"
    STATEMENT_RECORDED = "statement.recorded", "记录企业意见", "Statement recorded"
    VISIT_CLOSED = "visit.closed", "完成检查", "Closed"
    VISIT_COMPLETED = "visit.completed", "检查全部完成", "Visit completed"
    VISIT_LAPSED = "visit.lapsed", "检查失效", "Visit lapsed"
    VISIT_MOVED = "visit.moved", "检查改期", "Visit moved"
    VISIT_GATHERED = "visit.gathered", "经各单位同意合并", "Gathered with consent"
    CORRECTION_REPORTED = "correction.reported", "企业上报整改", "Correction reported"
    CORRECTION_PHOTOGRAPHED = "correction.photographed", "企业补充整改照片", "Photo of a correction"
    CORRECTION_ANSWERED = "correction.answered", "答复整改", "Correction answered"
    CORRECTION_EXTENDED = "correction.extended", "延长整改期限", "Deadline of a correction extended"
    CORRECTION_RECHECK = "correction.recheck", "决定现场复查", "Recheck of a correction decided"
    CORRECTION_CLOSED = "correction.closed", "确认整改完成", "Correction confirmed as done"
    REPLY_MADE = "reply.made", "企业答复结果", "Enterprise replied to a result"
    DAY_ASKED = "day.asked", "企业申请改期", "Enterprise asked for another day"
    DAY_ANSWERED = "day.answered", "答复改期申请", "Request for another day answered"
    RESULT_ISSUED = "result.issued", "形成结果，待签发", "Result drawn up"
    RESULT_SIGNED = "result.signed", "签发结果", "Result signed off"
    RESULT_UPHELD = "result.upheld", "异议复查后维持结果", "Result upheld after an objection"
    RESULT_AMENDED = "result.amended", "异议复查后改定结果", "Result amended after an objection"
    RESULT_WITHDRAWN = "result.withdrawn", "异议复查后撤销结果", "Result withdrawn after an objection"
    DOCUMENT_DRAFTED = "document.drafted", "现场打印文书，给号", "Document printed on site"
    DOCUMENT_ISSUED = "document.issued", "出具文书", "Document issued"
    IRREGULARITY_NOTICED = "irregularity.noticed", "系统提示不规范", "Irregularity noticed"
    OPERATION_APPLIED = "operation.applied", "留存记录已计入", "Kept operation applied"
    OPERATION_LEFT = "operation.left", "留存记录不予处理", "Kept operation left"
    RECORD_REMOVED = "record.removed", "依法移除资料", "Removed by law"
    CODE_NAMED = "code.named", "登记码的归属", "Code named"
    CODE_CONFIRMED = "code.confirmed", "确认码的归属", "Code confirmed"
    CODE_CHALLENGED = "code.challenged", "质疑码的归属", "Code challenged"


class SignedBy(Word):
    """手机签名: whether a phone signed a record, and who vouched for its key."""

    PASSKEY = "passkey", "手机已签名，密钥经通行密钥确认", "Signed; a passkey vouches for the key"
    SESSION = "session", "手机已签名，密钥仅凭登录登记", "Signed; the key was enrolled by a session alone"
    NOBODY = "nobody", "手机没有签名", "Not signed by the phone"


class TimeGrade(Word):
    """记录时间等级: how narrow the bounds are between which a record is proved to have been made."""

    A = "A", "等级A", "grade A"
    B = "B", "等级B", "grade B"
    C = "C", "等级C", "grade C"
    D = "D", "等级D", "grade D"


class TimeFlaw(Word):
    """What speaks against the time of a record."""

    NO_BEACON = "no_beacon", "没有时间凭据", "without a time proof"
    UNKNOWN_BEACON = "unknown_beacon", "时间凭据不是平台发出的", "its time proof is not the platform's"
    REGRESS = "regress", "时间凭据比前一条还早", "its time proof is older than the record before"
    CONTRADICTED = "contradicted", "手机所记时间与凭据不符", "the phone's time contradicts its proof"
    SERVER_CLOCK = "server_clock", "平台时钟当时有调整", "the server's clock was changed"


class OperationStatus(Word):
    APPLIED = "applied", "已生效", "Applied"
    DUPLICATE = "duplicate", "已收到过", "Received before"
    CONFLICT = "conflict", "填写不同，需选择", "Answers differ"
    QUARANTINED = "quarantined", "已留存，待处理", "Kept for review"


class SetAside(Word):
    """Why an operation could not be acted upon and was kept."""

    MALFORMED = "malformed", "内容无法读取", "Cannot be read"
    OUT_OF_PLACE = "out_of_place", "与本机记录次序不符", "Not in its place in the chain"
    ID_CLASH = "id_clash", "编号重复", "Its id was used before"
    NOT_YOURS = "not_yours", "不属于本人或本单位", "Not this person's or agency's"
    NO_INSPECTOR = "no_inspector", "账号不是执法人员", "The account is no inspector's"
    NO_RIGHT = "no_right", "记录时不在该单位任职", "Did not serve that agency then"
    SCHEMA = "schema", "手机版本较新，待平台升级", "Newer than this server"
    UNKNOWN_KIND = "unknown_kind", "类型未知，待平台升级", "A kind unknown here"
    INVALID = "invalid", "内容不完整或有误", "Incomplete or wrong"
    UNKNOWN_VISIT = "unknown_visit", "该次检查尚未收到", "The visit is not here yet"
    UNKNOWN_ITEM = "unknown_item", "没有该检查事项", "No such inspection item"
    UNKNOWN_FINDING = "unknown_finding", "所指问题尚未收到", "The finding is not here yet"
    UNKNOWN_CODE = "unknown_code", "该码的归属登记尚未收到", "The code is not here yet"
    UNKNOWN_ENTERPRISE = "unknown_enterprise", "清单中没有该企业", "No such enterprise in the registry"
    NOT_LEARNABLE = "not_learnable", "该码自带代码或内容过短，不能登记归属", "Says itself whose it is, or too little"
    REVOKED = "revoked", "停用设备交存", "Handed in by a revoked device"
    UNUSABLE = "unusable", "处理时出错", "Could not be acted upon"


class Settled(Word):
    """What was decided about an operation that was set aside."""

    OPEN = "open", "待处理", "To be decided"
    APPLIED = "applied", "已计入检查", "Applied"
    LEFT = "left", "不予处理", "Left as it is"


class AliasState(Word):
    """码的归属: how far it is known whose a code is that does not say so itself."""

    NAMED = "named", "待确认", "Awaiting confirmation"
    CONFIRMED = "confirmed", "已确认", "Confirmed"
    DOUBTFUL = "doubtful", "存疑", "In doubt"
    WITHDRAWN = "withdrawn", "已撤销", "Withdrawn"


class AliasWord(Word):
    """What a person says about whose a code is."""

    NAMED = "named", "登记", "Named"
    CONFIRMED = "confirmed", "确认", "Confirmed"
    CHALLENGED = "challenged", "质疑", "Challenged"
    UPHELD = "upheld", "认定", "Upheld"
    WITHDRAWN = "withdrawn", "撤销", "Withdrawn"


class Roster(Word):
    """清单: the rosters the registry takes in, in the order in which one leans on another."""

    AGENCIES = "agencies", "执法单位", "Agencies"
    INSPECTORS = "inspectors", "执法人员", "Inspectors"
    ITEMS = "items", "检查事项", "Inspection items"
    ITEM_LINES = "item_lines", "检查内容", "Checklist lines"
    LENIENCY = "leniency", "轻微免罚", "Leniency list"
    ENTERPRISES = "enterprises", "企业", "Enterprises"


class Change(Word):
    """What a roster file would do to one entry of the registry."""

    NEW = "new", "新增", "New"
    CHANGED = "changed", "变更", "Changed"
    ENDED = "ended", "终止", "Ended"
    SAME = "same", "无变化", "Unchanged"


class LineFate(Word):
    """What becomes of a line of a file of plans."""

    GOOD = "good", "可报备", "To be filed"
    SUBMITTED = "submitted", "送负责人批准", "Sent to the lead"
    BEFORE = "before", "已报备过", "Filed before"
    BAD = "bad", "不报备", "Left out"


class ProposalState(Word):
    """What became of a proposal to gather visits on one day."""

    OPEN = "open", "待答复", "Waiting for answers"
    DONE = "done", "已合并", "Gathered"
    DECLINED = "declined", "未获同意", "Declined"
    WITHDRAWN = "withdrawn", "已撤回", "Taken back"
    LAPSED = "lapsed", "已不适用", "No longer applies"


class ServiceKind(Word):
    """入企走访: what brings an agency to an enterprise without inspecting it."""

    OBSERVE = "observe", "观摩", "Observation"
    SUPERVISE = "supervise", "督导", "Supervision"
    CALL = "call", "走访服务", "Service call"
    ADVISE = "advise", "政策宣讲", "Policy advice"


class DayRequestState(Word):
    """改期申请: what became of a manager's request for another day."""

    OPEN = "open", "待答复", "Waiting for an answer"
    AGREED = "agreed", "已改期", "Moved"
    DECLINED = "declined", "未同意", "Declined"


class CorrectionState(Word):
    """整改报告: what became of a correction the enterprise reported."""

    WAITING = "waiting", "待核查", "Waiting for the agency"
    CLOSED = "closed", "已确认完成", "Confirmed as done"
    ASKED_AGAIN = "asked_again", "需要补充", "More is needed"
    RECHECK = "recheck", "需现场复查", "Recheck visit needed"


class CorrectionStage(Word):
    """整改进展: how far an ordered correction has come."""

    OPEN = "open", "待企业整改", "Waiting for the enterprise"
    WAITING = "waiting", "待核查", "Waiting for the agency"
    ASKED_AGAIN = "asked_again", "待企业补充", "More is needed"
    RECHECK = "recheck", "待现场复查", "Recheck visit needed"
    CLOSED = "closed", "已确认完成", "Confirmed as done"


class CorrectionStep(Word):
    """What an agency does about a correction by its own decision."""

    EXTENDED = "extended", "延长整改期限", "Deadline extended"
    RECHECK = "recheck", "决定现场复查", "Recheck decided"
    CLOSED = "closed", "确认整改完成", "Confirmed as done"


class ComplaintKind(Word):
    """反映: what somebody tells the bureau, and how much stands behind it."""

    CONDUCT = "conduct", "投诉执法行为", "Complaint about conduct"
    SUBSTANCE = "substance", "对检查结果有异议", "Disagreement with a result"
    NO_CODE = "no_code", "有人未扫码入企", "Somebody entered without a code"
    TIP = "tip", "线索（未核实）", "Tip (unverified)"


class Conduct(Word):
    """国办发〔2024〕54号: the five prohibitions and the eight must-nots, and what every visit owes."""

    FOR_PROFIT = "for_profit", "逐利检查", "Inspected for profit"
    DISTURBING = "disturbing", "干扰正常生产经营", "Disturbed the business"
    ARBITRARY_PENALTY = "arbitrary_penalty", "任意处罚", "Arbitrary penalty"
    QUOTA = "quota", "下达检查、罚没指标", "Quotas for inspections or fines"
    DISGUISED = "disguised", "以观摩、督导、考察等名义变相检查", "Inspection in disguise"
    GIFTS = "gifts", "收受馈赠、报酬、福利", "Took gifts, pay or benefits"
    BANQUETS = "banquets", "参加宴请、娱乐、旅游", "Banquets, entertainment or travel"
    COSTS_SHIFTED = "costs_shifted", "由企业支付开支、转嫁检查费用", "Costs shifted onto the enterprise"
    INTERMEDIARY = "intermediary", "指定中介服务或产品", "Named an intermediary or a product"
    REPRESENTATIVE_SUMMONED = (
        "representative_summoned",
        "刻意要求法定代表人到场",
        "Insisted on the legal representative",
    )
    SEIZURE = "seizure", "随意查封、扣押、冻结", "Arbitrary seizure or freezing"
    SHUTDOWN = "shutdown", "动辄责令停产停业", "Shut the business down at will"
    APPRAISAL = "appraisal", "考核与检查次数、罚没数额挂钩", "Appraisal tied to counts or fines"
    NO_BADGE = "no_badge", "不亮证、不说明依据", "No badge shown, no basis given"
    REPEATED = "repeated", "重复检查、多头检查", "Repeated inspection"
    RATING_ASKED = "rating_asked", "当面索要评价", "Asked for a rating at the door"
    MANNER = "manner", "态度粗暴、言语不当", "Rude manner"
    OTHER = "other", "其他", "Something else"


class News(Word):
    """通知: what an enterprise's manager is told of."""

    PLANNED = "visit.planned", "检查安排", "Visit planned"
    MOVED = "visit.moved", "检查改期", "Visit moved"
    CHANGED = "visit.changed", "检查内容有变", "Visit changed"
    WITHDRAWN = "visit.withdrawn", "检查取消", "Visit called off"
    DAY_ANSWERED = "visit.day_answered", "改期申请有答复", "Answer about another day"
    RESULT = "result.issued", "检查结果", "Result issued"
    OBJECTED = "result.objected", "结果有异议复查", "Result objected to"
    CORRECTION_DUE = "correction.due", "整改快到期", "Correction due soon"
    CORRECTION_TODAY = "correction.today", "整改今日到期", "Correction due today"
    CORRECTION_EXTENDED = "correction.extended", "整改期限延长", "More time for a correction"
    CORRECTION_RECHECK = "correction.recheck", "整改须现场复查", "A correction will be rechecked"
    CORRECTION_CLOSED = "correction.closed", "整改已确认", "Correction confirmed"
    CORRECTION_ANSWERED = "correction.answered", "整改有答复", "Answer about a correction"


class DeskNews(Word):
    """提醒: what an agency's people are reminded of."""

    SIGN_SOON = "result.sign_soon", "结果明日到期签发", "Sign-off due tomorrow"
    SIGN_TODAY = "result.sign_today", "结果今日到期签发", "Sign-off due today"
    CORRECTION_SOON = "correction.desk_soon", "整改快到期", "Correction due soon"
    CORRECTION_TODAY = "correction.desk_today", "整改今日到期", "Correction due today"


class CaseOrigin(Word):
    """线索来源: what a case of oversight was opened upon."""

    COMPLAINT = "complaint", "企业投诉", "Complaint"
    TIP = "tip", "群众线索（未核实）", "Tip (unverified)"
    NO_CODE = "no_code", "未扫码入企反映", "Report of entry without a code"
    IRREGULARITY = "irregularity", "系统发现", "Irregularity"
    BUREAU = "bureau", "依职权", "Opened by the bureau"
    STAFF = "staff", "执法人员反映", "Told by an inspector"


class StaffMatter(Word):
    """执法人员反映的情况: what an inspector tells the bureau past his own agency."""

    RECUSAL = "recusal", "申请回避", "I ask to be recused"
    PRESSURE = "pressure", "受到干预或压力", "I was put under pressure"
    INSTRUCTION = "instruction", "接到不当指令", "I was given a wrong instruction"
    OTHER = "other", "其他", "Something else"


class CaseState(Word):
    """行政执法监督的阶段."""

    RECEIVED = "received", "待受理", "Received"
    ACCEPTED = "accepted", "已受理", "Accepted"
    DECLINED = "declined", "不予受理", "Declined"
    INVESTIGATING = "investigating", "调查中", "Investigating"
    OPINION = "opinion", "已出监督意见", "Opinion given"
    RECTIFICATION = "rectification", "整改中", "Rectification"
    CLOSED = "closed", "已办结", "Closed"


class CaseAct(Word):
    """What is done in a case of oversight; each leaves an entry in the trail."""

    OPENED = "opened", "登记", "Opened"
    ACCEPT = "accept", "受理", "Accept"
    DECLINE = "decline", "不予受理", "Decline"
    INVESTIGATE = "investigate", "开始调查，封存证据", "Investigate and hold the evidence"
    ASK = "ask", "询问", "Ask"
    ANSWER = "answer", "答复询问", "Answer"
    EXTEND = "extend", "延期", "Extend"
    PROPOSE_OPINION = "propose_opinion", "拟定监督意见", "Draw up an opinion"
    GIVE_OPINION = "give_opinion", "复核同意，出具监督意见", "Agree to the opinion and give it"
    RETURN_OPINION = "return_opinion", "退回监督意见", "Return the opinion"
    ORDER = "order", "责令整改", "Order rectification"
    REPORT_DONE = "report_done", "报告整改完成", "Report as done"
    CONFIRM = "confirm", "确认整改完成", "Confirm as done"
    SEND_BACK = "send_back", "退回整改", "Send back"
    CLOSE = "close", "办结", "Close"
    REOPEN = "reopen", "重新办理", "Reopen"
    TAKE_OVER = "take_over", "接手承办", "Take over"
    SUPPLEMENT = "supplement", "补充材料", "Add to it"
    ATTACH = "attach", "提交附件", "Attach a file"
    CONTENT = "content", "反映人评价答复", "Complainant's word"
    REMIND = "remind", "到期提醒", "Reminder"


class CaseOutcome(Word):
    """监督结论."""

    UPHELD = "upheld", "属实", "Upheld"
    PARTLY = "partly", "部分属实", "Partly upheld"
    UNFOUNDED = "unfounded", "不属实", "Not upheld"


class ObjectionGround(Word):
    """异议理由: upon what an agency objects to another's result."""

    FACT = "fact", "事实认定有误", "The facts are wrong"
    EVIDENCE = "evidence", "证据不足", "The evidence does not bear it"
    STANDARD = "standard", "检查标准适用有误", "The wrong standard was applied"
    SCOPE = "scope", "超出检查事项或职责", "Outside the item or the competence"
    PROCEDURE = "procedure", "检查程序不当", "The procedure was not kept"
    CHANGED = "changed", "情况已经变化", "Things have changed since"
    OTHER = "other", "其他", "Something else"


class ObjectionState(Word):
    """异议复查的阶段."""

    FILED = "filed", "待受理", "Waiting to be accepted"
    ACCEPTED = "accepted", "已受理，待安排复查", "Accepted, to be re-inspected"
    PLANNED = "planned", "复查已安排", "Re-inspection planned"
    INSPECTED = "inspected", "已复查，待结论", "Re-inspected, to be concluded"
    CONCLUDED = "concluded", "已有结论", "Concluded"
    DECLINED = "declined", "不予受理", "Declined"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class ObjectionAct(Word):
    """What is done about an objection; each leaves an entry in the trail."""

    FILED = "filed", "提出异议", "Objection filed"
    PHOTOGRAPHED = "photographed", "补充证据", "Evidence added"
    ACCEPT = "accept", "受理", "Accept"
    DECLINE = "decline", "不予受理", "Decline"
    PLAN = "plan", "安排复查", "Plan the re-inspection"
    ATTEND = "attend", "首检单位到场", "First agency attends"
    STAY_AWAY = "stay_away", "首检单位不到场", "First agency stays away"
    UNPLAN = "unplan", "复查未成行", "Re-inspection fell through"
    INSPECT = "inspect", "复查完成", "Re-inspected"
    CONCLUDE = "conclude", "出具结论", "Conclude"
    WITHDRAW = "withdraw", "撤回异议", "Withdraw"
    REMIND = "remind", "到期提醒", "Reminder"


class ObjectionOutcome(Word):
    """异议复查结论: what becomes of the first result; always in a new version."""

    UPHELD = "upheld", "维持原结果", "Upheld"
    AMENDED = "amended", "变更结果", "Amended"
    WITHDRAWN = "withdrawn", "撤销结果", "Withdrawn"


class Decision(Word):
    """What the bureau decided about an irregularity."""

    OPEN = "open", "待处理", "To be decided"
    DISMISSED = "dismissed", "不予追究", "Dismissed"
    CASE = "case", "已立案", "Case opened"


class LateKind(Word):
    """逾期事项: what has not been done by its day."""

    ANSWER = "answer", "答复询问", "Answer to the bureau"
    MEASURE = "measure", "监督整改", "Measure ordered by the bureau"
    OPINION = "opinion", "监督意见", "Opinion of the bureau"
    CASE = "case", "监督案件", "Case of oversight"
    APPROVAL = "approval", "应急审批", "Approval of an emergency"
    VISIT = "visit", "完成检查", "Visit not closed"
    RESULT = "result", "签发结果", "Result not signed off"
    CORRECTION = "correction", "企业整改", "Correction"
    OBJECTION = "objection", "异议复查", "Objection"


class RemovalScope(Word):
    """依法移除: what goes at once."""

    VISIT = "visit", "整次检查的资料", "Everything of a visit"
    OPERATION = "operation", "一条检查记录", "One record of a visit"
    FILE = "file", "一张照片或一份文件", "One photo or file"
    COMPLAINT = "complaint", "投诉、线索的文字和照片", "Words and photos of a complaint"
    RATING = "rating", "评价的文字", "Words of a rating"


class RemovalGround(Word):
    """依法移除的理由."""

    EXPIRED = "expired", "保存期限届满", "Kept long enough"
    COURT = "court", "法院裁判", "Court decision"
    SUPERIOR = "superior", "上级机关决定", "Decision of a superior authority"
    REQUEST = "request", "当事人依法请求删除", "Lawful request of the person concerned"
    UNRELATED = "unrelated", "拍到无关人员或隐私", "Shows somebody not concerned"


class RemovalState(Word):
    PROPOSED = "proposed", "待复核", "To be confirmed"
    DONE = "done", "已移除", "Removed"
    RETURNED = "returned", "已退回", "Sent back"


class Job(Word):
    """自动任务: what the platform does by itself every ten minutes."""

    LAPSED = "lapsed", "无人开始的检查失效", "Visits nobody began lapse"
    BADGES = "badges", "执法证过期的人员退出计划", "Expired badges leave teams"
    APPROVALS = "approvals", "应急计划逾期未审批的提示", "Emergencies not approved in time"
    PROPOSALS = "proposals", "过时的合并建议作废", "Outdated proposals lapse"
    SYNC = "sync", "手机数据的整理和发布", "Upkeep of what phones pull"
    REMINDED = "reminded", "监督案件到期提醒", "Reminders of terms"
    DESKS_REMINDED = "desks_reminded", "待签发结果和整改到期提醒", "Reminders of sign-off and corrections"
    ASKED_TO_RATE = "asked_to_rate", "离场后再请企业评价", "Asking again for a rating"
    GROUPS = "groups", "评价满组公布", "Groups of ratings close"
    PIECES = "pieces", "未传完的照片清理", "Photos that never arrived whole"
    FORGOTTEN = "forgotten", "登录、网络记录和线索到期清除", "Sessions, networks and tips are forgotten"
    SECURITY = "security", "安全日志到期清除", "Old lines of the security log are forgotten"
    TOLD = "told", "向企业发通知", "Managers are told"
    HANDED_ON = "handed_on", "通知转发短信、邮件", "Notices are handed on"
    PUSHED = "pushed", "推送到手机", "Web push"


class SecurityNote(Word):
    """安全日志: what may be an attack, or gave somebody power over what is not his own."""

    SIGN_IN_FAILED = "sign_in_failed", "登录未成功", "Sign-in failed"
    PROVED = "proved", "确认了是本人", "Proved to be the person"
    PROOF_FAILED = "proof_failed", "本人确认未通过", "Proof failed"
    REVOKED_USED = "revoked_used", "已停用的登录或手机仍在使用", "Something revoked was used"
    FOREIGN_ASKED = "foreign_asked", "反复查找不属于自己的内容", "Asked again and again for other people's things"
    SHUT_OUT = "shut_out", "操作过频，被拦下", "Stopped for asking too often"
    ROLE_GIVEN = "role_given", "授予身份", "Role given"
    ROLE_ENDED = "role_ended", "终止身份", "Role ended"
    EXPORTED = "exported", "导出资料", "Data exported"
    SESSIONS_ENDED = "sessions_ended", "退出全部登录", "All sessions ended"


class AdjustmentKind(Word):
    """监管优化举措: how a way of inspecting is changed because of a figure."""

    REMOTE = "remote", "改为非现场检查", "Remote instead of on site"
    CAP = "cap", "降低频次上限", "Lower cap"
    JOINT = "joint", "并入联合检查", "Joint instead of alone"
    CHECKLIST = "checklist", "精简检查内容", "Shorter checklist"
    GUIDANCE = "guidance", "加强事前指导", "Guidance ahead"
    OTHER = "other", "其他举措", "Something else"
