/** What waits to be uploaded, in the words of the person who recorded it. */
import type { Operation, OutboxItem } from '../../store/types'
import type { ItemVersion } from '../../rules/records'
import { t } from '../../words'
import { lineValueInWords } from '../../words/field'
import { documentInWords } from '../documents/words'

type Versions = ReadonlyMap<string, ItemVersion>
type Bodied<K extends Operation['kind']> = Operation<K>['body']

export function itemInWords(item: OutboxItem, versions: Versions): string {
  if (item.type === 'operation') return operationInWords(item.operation, versions)
  if (item.role === 'signature') return t('企业签字')
  return item.role === 'license' ? t('营业执照照片') : t('现场照片')
}

function operationInWords({ kind, body }: Operation, versions: Versions): string {
  switch (kind) {
    case 'visit.opened': return (body as Bodied<'visit.opened'>).planned ? t('入企登记') : t('计划外入企登记')
    case 'line.answered': {
      const { inspection_item, line, value } = body as Bodied<'line.answered'>
      return `${lineInWords(inspection_item, line, versions)} ${lineValueInWords(value)}`
    }
    case 'answer.settled': {
      const { inspection_item, line, value } = body as Bodied<'answer.settled'>
      return t('{line} 认定为“{value}”', { line: lineInWords(inspection_item, line, versions), value: lineValueInWords(value) })
    }
    case 'finding.recorded': {
      const { inspection_item, line, text } = body as Bodied<'finding.recorded'>
      return t('{line} 问题：{text}', { line: lineInWords(inspection_item, line, versions), text })
    }
    case 'finding.withdrawn': return t('撤回一个问题')
    case 'evidence.taken': {
      const { inspection_item, line } = body as Bodied<'evidence.taken'>
      return t('{line} 照片登记', { line: lineInWords(inspection_item, line, versions) })
    }
    case 'statement.recorded': return (body as Bodied<'statement.recorded'>).refused ? t('企业拒绝签字的记录') : t('企业陈述和签字')
    case 'visit.closed': return t('完成检查')
    case 'document.drafted': return t('为“{name}”编号', { name: documentInWords((body as Bodied<'document.drafted'>).document) })
    case 'code.named': return t('登记码的归属：{code}', { code: (body as Bodied<'code.named'>).credit_code })
    case 'code.confirmed': return t('确认码的归属：{code}', { code: (body as Bodied<'code.confirmed'>).credit_code })
    case 'code.challenged': return t('质疑码的归属：{code}', { code: (body as Bodied<'code.challenged'>).credit_code })
  }
}

/** 消防安全检查 第3项. */
function lineInWords(code: string, line: string | null, versions: Versions): string {
  const name = [...versions.values()].find(item => item.code === code)?.name ?? code
  return line === null ? name : t('{item} 第{line}项', { item: name, line })
}
