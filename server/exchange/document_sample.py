"""An invented inspection, to see what a template looks like once it is filled."""

from collections.abc import Mapping

SAMPLE: Mapping[str, str] = {
    "number": "消防检通〔2026〕18号", "agency": "消防救援大队", "phone": "0532-12345678",
    "enterprise": "青岛海之味餐饮管理有限公司", "credit_code": "91370211MAX00000X0", "address": "长江中路1号",
    "visit_on": "2026年10月12日", "kind_of_check": "日常检查", "source": "日常计划（2026年度检查计划第18项）",
    "items": "消防安全检查、食品经营检查", "legal_basis": "《中华人民共和国消防法》第五十三条",
    "team": "王建国（15020001001）、李海涛（15020001002）", "helpers": "无", "together": "市场监督管理局",
    "frequency": "本机关本年度对该企业第1次检查", "filed_at": "2026年9月28日09:12",
    "approval": "同意。陈明 2026年9月28日10:30", "entered": "王建国（15020001001）、李海涛（15020001002）",
    "started_at": "2026年10月12日09:05", "completed_at": "2026年10月12日10:10",
    "answers": "【消防安全检查】\n1. 安全出口畅通：不合格\n2. 灭火器在有效期内：合格",
    "findings": "1. 后厨安全出口被货架堵塞（一般） 请于2026年10月19日前整改",
    "evidence": "共2份，原件按SHA-256摘要存档：0f3a9c2b7d114e55、77b01e9afc20d3c4",
    "statement": "情况属实，马上整改。", "representative": "夏敏", "signature": "夏敏",
    "outcome": "责令改正", "outcomes": "消防安全检查：责令改正；食品经营检查：未发现问题",
    "issued_at": "2026年10月12日10:10", "responsible": "王建国（15020001001）",
}  # fmt: skip
