"""What is counted: every measure is a whole number that can be added up over months, agencies and places."""

OF_VISITS = (
    "visits",  # 入企检查：已经进门的检查，一次一个
    "saved",  # 合并少上门的次数：每项计划各上门一次会多出来的
    "joint",  # 联合检查：两个以上单位的计划
    "unplanned",  # 没有计划的入企
    "repeats",  # 六个月内同一场所同一事项再查
    "in_quiet",  # 静默期内的例外
    "late_synced",  # 逾期上传
    "problems",  # 发现问题的检查
    "lapsed",  # 报备后没有去
)
CAUSES = ("emergency", "superior_order", "tip_off", "covert", "other")
OF_PLANS = ("plans", "green", *CAUSES, "ordinary", "refused_late")
OF_RESULTS = ("results", "late_results", "ordered", "in_time", "corrected_late")
OF_COMPLAINTS = ("complaints", "upheld", "unfounded", "declined")
MEASURES = (*OF_VISITS, *OF_PLANS, *OF_RESULTS, *OF_COMPLAINTS)
# Those that most visits have; a list of any other is found by an index of its own.
COMMON = ("visits", "plans", "ordinary", "results")
RARE = tuple(name for name in MEASURES if name not in COMMON)

WHOLE = ""  # all agencies, all items, all industries, all sub-districts
UNKNOWN = "-"  # an enterprise whose industry or sub-district the registry does not say
NEVER = "0000-00"  # the month of the visit before, where there was none
