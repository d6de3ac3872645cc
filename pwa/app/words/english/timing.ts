/** Proving when records were made, with the enterprise's phone. */
export const timing: Record<string, string> = {
  '与企业互证时间': 'Prove the time together',
  '扫企业页面上的时间码': 'Scan the enterprise’s time code',
  '没有信号时，也能证明记录是现在做的。两步各扫一次，您的手机都不用联网。': 'Proves without signal that records are made now. One scan each way; your phone needs no network.',
  '一、请企业用手机相机扫这个码': '1. The enterprise scans this with its camera',
  '本机还没有记录，入企以后再出示。': 'Nothing is recorded on this phone yet; show it after checking in.',
  '二、您扫企业页面上的时间码': '2. You scan the time code on its page',
  '请企业打开自己的企业码页，点“时间码”。扫过以后做的记录，就证明是此刻以后做的。': 'The enterprise opens its own page and taps “Time code”. What you record after the scan is proved to be later than now.',
  '记录码的二维码': 'The record code as a square code',
  '对方按下确认后，这 {n} 条记录就证明是此刻以前做的，以后才上传也算数。又有新记录时，请再出示一次。': 'Once they confirm, these records ({n}) are proved to be earlier than now, even if uploaded later. After more records, show it again.',
}
