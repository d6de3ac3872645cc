/** The district's texts of documents, the numbers given, and the word that one was printed on site. */
import type { DocumentKind, DocumentNumber, DocumentTemplate } from '../rules/documentTemplate'
import { newId } from '../rules/ids'
import { withDatabase } from './database'
import { save } from './saving'

/** The district's newest own text of a document, if it has one. */
export async function ownText(kind: DocumentKind): Promise<string | null> {
  const own = (await recordsOf<DocumentTemplate>('document_template')).filter(record => record.kind === kind)
  return own.sort((one, other) => other.version - one.version)[0]?.text ?? null
}

/** The numbers of an agency's documents of a visit, by their kind. */
export async function documentNumbers(visit: string, agency: string): Promise<ReadonlyMap<string, string>> {
  const given = await recordsOf<DocumentNumber>('document_number')
  return new Map(given.filter(one => one.visit === visit && one.agency === agency).map(one => [one.document, one.number]))
}

export function recordDocumentDrafted(visit: string, document: DocumentKind): Promise<void> {
  return save({ id: newId(), kind: 'document.drafted', body: { visit, document } })
}

async function recordsOf<T>(entity: string): Promise<T[]> {
  const rows = await withDatabase(db => db.getAllFromIndex('records', 'entity', entity))
  return rows.map(row => row.data as T)
}
