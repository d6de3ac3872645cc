/** Reporting an entry without a code from the manager's phone. */
export const reporting: Record<string, string> = {
  '有人未扫码入企': 'Somebody is here without a code',
  '来人没有码？反映给司法局': 'No code? Tell the justice bureau',
  '未扫码、不亮证的检查，您可以拒绝': 'You may refuse whoever shows no code and no badge',
  '情况紧急或受到威胁，请先拨打110。': 'If it is urgent or you are threatened, call 110 first.',
  '在什么位置（可不填）': 'Where exactly (optional)',
  '来了几个人、说是哪个单位、在做什么（可不填）': 'How many came, from which agency as they say, what they do (optional)',
  '照片（可不选，最多{most}张）': 'Photos (optional, at most {most})',
  '没有存下来，本机空间可能不足': 'It could not be kept; this phone may be full',
  '请去掉照片再试，或拨打12345。': 'Try without photos, or call 12345.',
  '反映给司法局': 'Tell the justice bureau',
  '没有信号也可以：先存在本机，联网后自动送出。': 'Works without signal: kept on this phone and sent by itself later.',
  '已反映': 'Reported',
  '司法局已收到': 'The bureau has it',
  '已存在本机，联网后送出': 'Kept on this phone until there is signal',
  '查看回执': 'Receipt',
  '（手机记录：{time}，当时没有信号）': '(As the phone noted: {time}, without signal)',
}
