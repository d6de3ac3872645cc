/** The operations a phone may send: one envelope, and a body for each kind. */
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
  'line.answered': { visit: string; inspection_item: string; item_version: string; line: string; value: LineValue }
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
  'visit.closed': { visit: string; summary: string; outcomes: ItemOutcome[] }
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
  entity: 'visit'
  entity_id: string
  base_rev: number | null
  schema: 1
  made_at: string
  mono: number
  boot: string
  skew_ms: number | null
  account: string
  agency: string
  blobs: BlobClaim[]
  body: Bodies[K]
}
