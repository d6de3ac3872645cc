"""The letter that invites an enterprise's manager: a one-time code on paper, posted or handed over."""

from datetime import date

from flask_babel import gettext as _

from server import dates
from server.paper import Paper


def drawn(enterprise: str, name: str, address: str, until: date) -> bytes:
    """The letter as a PDF."""
    paper = Paper(_("企业负责人登记邀请函"))
    paper.text(f"{enterprise} {name}")
    paper.text(
        _(
            "请用您自己的手机扫描下面的码，为本企业登记通行密钥。登记后，您可以提前看到检查安排，查看检查结果、上报整改、评价和投诉。"
        )
    )
    paper.square(address)
    paper.small(address)
    paper.heading(_("怎样登记"))
    paper.text(_("1. 用手机相机或浏览器扫码，核对页面上的企业名称。"))
    paper.text(_("2. 点“添加通行密钥”，按手机提示用指纹、人脸或锁屏密码确认。不用记密码，不用下载应用。"))
    paper.text(_("3. 完成后请销毁此函。此码只能用一次，%(day)s前有效。", day=dates.day(until)))
    paper.heading(_("请留意"))
    paper.text(_("不要让检查人员代为扫码，也不要在检查人员的手机上登记：那样做的评价会被拒收。"))
    paper.text(_("不是本企业的人、或您没有申请过，请勿扫码，并拨打12345转司法局告知。"))
    return paper.made()
