"""The official web hosts that printed licences point to, matched whole or under gsxt.gov.cn."""

import re

OFFICIAL = frozenset({
    "gsxt.gov.cn",
    "www.sgs.gov.cn",  # 上海
    "sgs.gov.cn",
    "www.hebscztxyxx.gov.cn",  # 河北
    "gsxt.hnaic.gov.cn",  # 湖南
    "gsxt.scaic.gov.cn",  # 四川
    "gsxt.ynaic.gov.cn",  # 云南
    "gsxt.gdgs.gov.cn",  # 广东
    "www.szcredit.com.cn",  # 深圳
    "gsxt.jxaic.gov.cn",  # 江西
    "gsxt.gzgs.gov.cn",  # 贵州
    "jsgsj.gov.cn",  # 江苏
    "www.jsgsj.gov.cn",
    "xiamencredit.gov.cn",  # 厦门
    "www.xiamencredit.gov.cn",
    "air.gzaic.gov.cn",  # 广州
    "air.scjgj.gz.gov.cn",
})  # fmt: skip
SHOWN_LICENSE = "zzlz.gsxt.gov.cn"  # 电子亮照

_BARE_IP = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_LICENSE_PATHS = ("/yzt/toHandleQuery.do", "/notice/", "/noticehb/", "/aiccips/GSpublicity/", "/ECPS/")


def is_official(host: str) -> bool:
    """Whether the host is one of the registries' own."""
    return host in OFFICIAL or host.endswith(".gsxt.gov.cn")


def looks_like_license(host: str, path: str) -> bool:
    """Some registries printed bare numbers instead of a host; their path gives them away."""
    return _BARE_IP.fullmatch(host) is not None and path.startswith(_LICENSE_PATHS)
