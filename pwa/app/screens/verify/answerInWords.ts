/** What each answer says to a manager: in one line, why, and what to do now. */
import type { Reason, Verdict } from '../../rules/verifying'
import { t } from '../../words'
import type { Tone } from '../parts/Notice'

interface InWords {
  tone: Tone
  title: string
  what: string
  doNow: string
  /** The way on is a number that the visitor answers. */
  ask?: boolean
}

export function answerInWords({ reason, seconds, code }: Verdict): InWords {
  return { tone: toneOf(reason), ...said(reason, seconds, typeof code?.challenge === 'number') }
}

function toneOf(reason: Reason): Tone {
  return reason === 'genuine' ? 'valid' : reason === 'no_plan' || reason === 'clock' ? 'attention' : 'stop'
}

/** Who has answered a number already is not asked for another where only the clock is in doubt. */
function said(reason: Reason, seconds: number, answered: boolean): Omit<InWords, 'tone'> {
  const refuse = t('您可以不让其开始检查，并拨打12345核实。')
  switch (reason) {
    case 'genuine': return { title: t('真实有效'), what: t('确实是来检查贵企业的。'), doNow: t('请核对执法证上的姓名和证号，应有两人以上。') }
    case 'no_plan': return { title: t('身份真实，未查到检查计划'), what: t('对方是执法人员，但这个码不对应对贵企业的检查。'), doNow: t('请其说明理由和依据；有信号时可在企业码页核对，或拨打12345。') }
    case 'not_a_code': return { title: t('这不是亮码'), what: t('扫到的是别的码，没有打开其中的网址。'), doNow: t('请来人打开“亮码”再扫；只有别的码的，您可以不让其开始检查。') }
    case 'edited': return { title: t('码不完整或被改动'), what: t('签名对不上，不能相信。'), doNow: refuse }
    case 'unknown_key': return { title: t('不是本平台签发的'), what: t('签发它的密钥不在本机的名单上。'), doNow: t('如果名单很久没有更新，请在有信号时打开一次本页再扫。否则请拨打12345核实。') }
    case 'old_list': return { title: t('名单太旧，不能判断'), what: t('超过七天没有更新，不知道哪些手机已停用。'), doNow: t('请在有信号时打开一次本页，再核验。') }
    case 'revoked': return { title: t('这部手机已被停用'), what: t('手机可能遗失，或持有人已不再执法、执法证已过期。'), doNow: refuse }
    case 'over': return { title: t('这次检查已经结束或取消'), what: t('这个码对应的检查不再有效。'), doNow: refuse }
    case 'other_enterprise': return { title: t('这个码是给另一家企业的'), what: t('对方今天有检查，但不是贵企业。'), doNow: refuse }
    case 'other_premises': return { title: t('这个码是给贵企业另一处场所的'), what: t('检查计划里不是这个地址。'), doNow: t('请其说明；或在“换一个场所”里选对地址再扫。') }
    case 'other_challenge': return { title: t('回答的不是您出的数字'), what: t('可能是截图，或是答给别人的码。'), doNow: t('请来人当面输入您屏幕上的新数字。'), ask: true }
    case 'expired': return { title: t('码已过期'), what: t('这是{age}前的码。亮码一分钟内有效，截图和照片无效。', { age: inTime(seconds) }), doNow: t('请来人当面重新亮码。屏幕上的码确实在倒计时的，请出一个数字让对方答。'), ask: true }
    case 'clock': return { title: t('两部手机的时间对不上'), what: t('相差约{age}：可能是一部手机的时间不准，也可能是过时的截图。', { age: inTime(seconds) }), doNow: answered ? t('请把两部手机的时间都设为自动，再核验。') : t('请把手机时间设为自动；或出一个数字让对方答，不看时间也能核验。'), ask: !answered }
    case 'replayed': return { title: t('这个码刚才已经用过'), what: t('同一个码只认一次。'), doNow: t('请来人等码更新后（不到15秒）再扫。') }
  }
}

function inTime(seconds: number): string {
  if (seconds < 120) return t('{n}秒', { n: seconds })
  if (seconds < 7200) return t('{n}分钟', { n: Math.round(seconds / 60) })
  return seconds < 172_800 ? t('{n}小时', { n: Math.round(seconds / 3600) }) : t('{n}天', { n: Math.round(seconds / 86_400) })
}
