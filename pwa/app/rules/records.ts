/** The records the phone keeps, as the server sends them. */

export type LineValue = 'conforming' | 'nonconforming' | 'not_inspected' | 'not_applicable'
export type Severity = 'minor' | 'ordinary' | 'serious'
export type Outcome = 'no_problem' | 'problems_found' | 'correction_ordered'
export type VisitState = 'open' | 'started' | 'completed' | 'cancelled' | 'lapsed'
export type Channel = 'ordinary' | 'green' | 'recheck'
export type Cause = 'emergency' | 'superior_order' | 'tip_off' | 'covert' | 'other'
export type TeamRole = 'inspector' | 'helper'
export type BlobRole = 'evidence' | 'signature' | 'license'

/** The signed-in person, as `GET /api/me` answers. */
export interface Me {
  account: { id: string; name: string; roles: string[] }
  inspector: InspectorSelf | null
}

export interface InspectorSelf {
  id: string
  name: string
  badge_number: string
  badge_valid_until: string
  agency: string
  agency_name: string
}

export interface Agency {
  id: string
  name: string
  short_name: string
}

export interface ItemVersion {
  id: string
  code: string
  version: number
  agency: string
  name: string
  competence: string
  legal_basis: { law: string; article: string; text: string }[]
  lines: ItemLine[]
  /** 轻微免罚清单; a record pulled by an earlier version has none. */
  leniency?: Leniency[]
  valid_from: string
  valid_until: string | null
}

export interface ItemLine {
  line: string
  content: string
  standard: string
  /** 一表通查: the question that is asked once for all lines joined in it. */
  shared?: { id: string; content: string }
}

/** An entry of the leniency list; `line` is null where it is about the whole item. */
export interface Leniency {
  code: string
  name: string
  line: string | null
  first_offence: boolean
  minor: boolean
  corrected: boolean
  conditions: string
  legal_basis: ItemVersion['legal_basis']
  valid_from: string
  valid_until: string | null
}

export interface VisitEnterprise {
  /** Null where the phone met an enterprise it has no record of. */
  id: string | null
  name: string
  credit_code: string
  industry_name: string
  /** From this day on it is no enterprise any more; a record pulled by an earlier version does not say. */
  ended_on?: string | null
}

export interface VisitPremises {
  id: string | null
  number: number | string | null
  name: string
  address: string
  door_token: string | null
  /** Of the enterprise's other places; a record pulled by an earlier version has none. */
  other_doors?: string[]
}

export interface TeamMember {
  inspector: string
  name: string
  badge_number: string
  agency: string
  role: TeamRole
}

export interface VisitPlan {
  id: string
  agency: string
  agency_name: string
  channel: Channel
  cause: Cause | null
  /** Ids of item versions. */
  items: string[]
  team: TeamMember[]
  asked_on: string
}

export interface Answer {
  inspection_item: string
  line: string
  value: LineValue
  inspector: string
  inspector_name: string
  agency: string
  operation: string
  /** The other agency whose line it is, where the line is shared; known once the server has it. */
  counts_for?: string | null
  /** The earlier result that the line was left to (互认). */
  adopts?: string | null
}

/** Where two inspectors' newest answers to a line differ; `value` is what counts, null while that is open. */
export interface Difference {
  inspection_item: string
  line: string
  /** What a settlement of it names. */
  operations: string[]
  value: LineValue | null
}

/** 认定: which value counts where answers differed, and why. */
export interface Settlement {
  inspection_item: string
  line: string
  value: LineValue
  settles: string[]
  reason: string
  inspector: string
  inspector_name: string
  agency: string
  operation: string
  made_at: string
}

export interface Finding {
  id: string
  inspection_item: string
  line: string | null
  text: string
  severity: Severity
  correction_due: string | null
  inspector: string
  inspector_name: string
  agency: string
  evidence: string[]
  withdrawn: boolean
  corrects: string | null
}

export interface EvidencePhoto {
  sha256: string
  size: number
  mime: string
  /** True once the server has every byte. */
  stored: boolean
  /** True once the server has its small picture. */
  preview?: boolean
  /** 已依法移除: there is no such file any more. */
  removed?: boolean
  role: BlobRole
  finding: string | null
  inspection_item: string | null
  line: string | null
  caption: string
}

export interface Statement {
  text: string
  representative: string
  signature: string | null
  refused: boolean
  refusal_reason: string
  witness: string
}

/** One agency's end of the visit. */
export interface Closing {
  made_at: string
  summary: string
  outcomes: ItemOutcome[]
  inspector: string
  inspector_name: string
  agency: string
}

export interface ItemOutcome {
  inspection_item: string
  outcome: Outcome
}

export interface RecentResult {
  visit_on: string
  agency_name: string
  items: { code: string; name: string; outcome: string }[]
  open_corrections: number
  /** 异议复查中: it stands meanwhile. */
  objected?: boolean
}

/** 互认: an item of this visit that an earlier result in force has looked at. */
export interface Recognised {
  inspection_item: string
  /** Id of the result. */
  result: string
  /** What was looked at: the same item, or one declared equivalent. */
  item: string
  name: string
  agency: string
  agency_name: string
  visit_on: string
  valid_until: string
  outcome: Outcome
  objected: boolean
}

/** A visit as the inspector sees it: the server's record with this phone's own operations applied. */
export interface Visit {
  id: string
  visit_on: string
  state: VisitState
  planned: boolean
  channel: Channel | null
  cause: Cause | null
  enterprise: VisitEnterprise
  premises: VisitPremises
  lead_agency: string
  plans: VisitPlan[]
  opened: { inspector: string; name: string; agency: string; made_at: string }[]
  answers: Answer[]
  settlements: Settlement[]
  differences: Difference[]
  findings: Finding[]
  evidence: EvidencePhoto[]
  statement: Statement | null
  /** The closing that ends the visit for our agency. */
  closed: Closing | null
  /** Every agency's closing. */
  closings: Closing[]
  recent_results: RecentResult[]
  /** A record pulled by an earlier version has none. */
  recognised?: Recognised[]
}

/** How far it is known whose a code is. */
export type CodeState = 'named' | 'confirmed' | 'doubtful'

/** An enterprise that was named for a code. */
export interface CodeName extends VisitEnterprise {
  state: CodeState
  /** Of whoever named it first. */
  agency_name: string
  /** Accounts. */
  said_by: string[]
}

/** 码的归属: a code that does not say itself whose it is. */
export interface LearnedCode {
  id: string
  code: string
  state: CodeState
  names: CodeName[]
}

/** A visit of one's own agency, in short; one need not be of its team. */
export interface AgencyVisit {
  id: string
  visit_on: string
  state: VisitState
  enterprise: { id: string | null; name: string; credit_code: string }
  premises: { id: string | null; name: string; address: string; door_token: string | null }
  plans: { id: string; agency: string; agency_name: string; team: string[] }[]
}

/** 静默期: the days around another agency's visit on which nobody else founds one at this door. */
export interface QuietPeriod {
  id: string
  first: string
  last: string
  enterprise: { id: string; name: string; credit_code: string }
  premises: { id: string; name: string; address: string; door_token: string }
}
