"""Sentences as inspectors write them, different each time: short, particular, half of it numbers and places."""

from random import Random

PLACES = (
    "一楼大厅东侧", "二楼厨房后门", "地下一层配电间", "三层走廊尽头", "仓库北墙第二排货架", "收银台后方",
    "员工更衣室门口", "屋顶冷却塔旁", "油烟管道检修口", "液化气瓶间", "冷库入口", "消防水泵房",
    "疏散楼梯间平台", "后院危废暂存点",
)  # fmt: skip
DEFECTS = (
    "安全出口被货物堵塞，通行宽度不足{n}厘米", "灭火器压力不足，已过检验有效期{n}天", "应急照明灯断电后持续时间仅{n}秒",
    "消火栓箱内缺少水带和水枪，箱门上锁", "配电箱前{n}厘米内堆放可燃纸箱", "生熟食品混放，冷藏柜温度显示{n}摄氏度",
    "从业人员健康证明过期{n}日未更换", "进货查验记录缺第{n}批次供货商资质", "有限空间作业未办理审批，现场无监护人",
    "特种设备使用登记证未张贴，年检到期已超{n}天", "油烟净化器超过{n}天未清洗，无清洗记录",
    "危险废物贮存超过{n}公斤且未贴标签",
    "餐具消毒记录自{n}日起中断", "电动自行车在室内充电，插线板串接{n}个",
)  # fmt: skip
DEMANDS = (
    "已当场告知负责人，要求立即改正。", "责令于{n}日内整改完毕并书面报告。", "现场拍照取证{n}张，负责人签字确认。",
    "负责人称上周刚检查过，承诺今日清理。", "已联系物业协助疏通，复查时再看。", "建议停用该设备，待检验合格后恢复。",
)  # fmt: skip


def sentence(random: Random) -> str:
    """What was found, where, and what was said about it."""
    parts = (random.choice(PLACES), random.choice(DEFECTS), "；", random.choice(DEMANDS))
    return "".join(part.replace("{n}", str(random.randrange(2, 90))) for part in parts)


def paragraph(random: Random) -> str:
    """Two or three findings told in one go, some three hundred bytes."""
    return "".join(sentence(random) for _ in range(random.randrange(2, 4)))
