/** Documents printed on site. */
export const printing: Record<string, string> = {
  '打印文书': 'Print documents',
  '打印': 'Print',
  '草稿': 'Draft',
  '草稿，联网后编号': 'Draft, numbered once online',
  '按本机记录填写，没有信号也能打印。没有编号的是草稿，联网后编号。': 'Filled in from this phone, printed without signal too. Without a number they are drafts; they are numbered once online.',
  '行政检查通知书': 'Notice of inspection',
  '现场检查笔录': 'Record on site',
  '抽样取证通知书': 'Notice of sampling',
  '勘验笔录': 'Survey record',
  '询问笔录': 'Record of questioning',
  '行政检查结果告知书': 'Notice of the result',
  '为“{name}”编号': 'Number for “{name}”',
}
