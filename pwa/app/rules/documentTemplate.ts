/** Templates of documents: a title, then `# heading`, `label：words` and paragraphs, with fields in braces; the server's twin. */

export const DOCUMENT_KINDS = ['notice', 'on_site', 'sampling', 'survey', 'questioning', 'result'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

export interface Line {
  kind: 'title' | 'heading' | 'fact' | 'text'
  text: string
  label: string
}

/** The district's own text of a document, one record a version. */
export interface DocumentTemplate {
  id: string
  kind: string
  version: number
  text: string
}

/** The number a document of a visit was given. */
export interface DocumentNumber {
  id: string
  visit: string
  agency: string
  document: string
  number: string
}

const FIELD = /\{([^{}]*)\}/g
const LABELLED = /^([^：{}。，]{1,20})：(.*)$/u

/** The lines of a template; the server has refused those that are not right. */
export function readTemplate(text: string): Line[] {
  const [title = '', ...rest] = text.split('\n')
  return [{ kind: 'title', text: title.trim(), label: '' }, ...rest.flatMap(line => lineOf(line.trim()))]
}

/** The lines with their fields filled; what somebody wrote is never read as a field, and one unknown here stays empty. */
export function filled(lines: Line[], values: Readonly<Record<string, string>>): Line[] {
  return lines.map(line => ({ ...line, text: line.text.replace(FIELD, (_, name: string) => values[name] ?? '') }))
}

function lineOf(line: string): Line[] {
  if (line === '') return []
  if (line.startsWith('#')) return [{ kind: 'heading', text: line.replace(/^[# ]+/, ''), label: '' }]
  const found = LABELLED.exec(line)
  return found ? [{ kind: 'fact', text: found[2]!, label: found[1]! }] : [{ kind: 'text', text: line, label: '' }]
}
