/** The operations a phone may send: one envelope, and a body for each kind. */
import type { DocumentKind } from './documentTemplate'
import type { BlobRole, Cause, ItemOutcome, LineValue, Severity, Statement } from './records'

export interface LicenseCode {
  text: string
  family: string
  engine: 'zxing-wasm' | 'typed' | 'photo' | 'server' | 'host'
}

export interface Place {
  lat_e7: number
  lon_e7: number
  accuracy_m: number
}

export interface Bodies {
  'visit.opened': {
    visit: string
    premises: string | null
    credit_code: string | null
    license_code: LicenseCode | null
    place: Place | null
    /** Ids of the inspectors present. */
    present: string[]
    planned: boolean
    cause: Cause | null
    reason: string | null
  }
  'line.answered': { visit: string; inspection_item: string; item_version: string; line: string; value: LineValue; shared_line?: string; adopts?: string }
  'answer.settled': { visit: string; inspection_item: string; line: string; value: LineValue; settles: string[]; reason: string }
  'finding.recorded': {
    visit: string
    finding: string
    inspection_item: string
    item_version: string
    line: string | null
    text: string
    severity: Severity
    /** YYYY-MM-DD. */
    correction_due: string | null
    evidence: string[]
    corrects: string | null
  }
  'finding.withdrawn': { visit: string; finding: string; reason: string }
  'evidence.taken': {
    visit: string
    finding: string | null
    inspection_item: string
    line: string | null
    sha256: string
    caption: string
  }
  'statement.recorded': { visit: string } & Statement
  /** A document was printed on site: it is given its number. */
  'document.drafted': { visit: string; document: DocumentKind }
  'visit.closed': { visit: string; summary: string; outcomes: ItemOutcome[] }
  'code.named': CodeClaim
  'code.confirmed': CodeClaim
  'code.challenged': { code: string; credit_code: string; reason: string }
}

/** A scanned code that does not say whose it is, and whose somebody says it is. */
export interface CodeClaim {
  /** The code's digest. */
  code: string
  text: string
  family: string
  credit_code: string
}

export type Kind = keyof Bodies

/** A file named in an operation; the bytes travel separately, under their digest. */
export interface BlobClaim {
  sha256: string
  size: number
  mime: string
  role: BlobRole
}

export interface Operation<K extends Kind = Kind> {
  v: 1
  id: string
  device: string
  dseq: number
  prev: string
  kind: K
  entity: Subject['entity']
  entity_id: string
  base_rev: number | null
  schema: 1
  made_at: string
  mono: number
  boot: string
  skew_ms: number | null
  account: string
  agency: string
  beacon: string | null
  door_beacon?: string
  blobs: BlobClaim[]
  body: Bodies[K]
}

/** What an operation is about. */
export interface Subject {
  entity: 'visit' | 'code'
  id: string
}

export function subjectOf(body: Bodies[Kind]): Subject {
  return 'visit' in body ? { entity: 'visit', id: body.visit } : { entity: 'code', id: codeId(body.code) }
}

/** A code's id, made of its digest: phones that never met give the same code the same id. */
export function codeId(digest: string): string {
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}
