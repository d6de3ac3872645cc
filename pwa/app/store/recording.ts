/** The verbs of the field: each leaves one operation, saved with its change, and with the end of its draft, before it returns. */
import { newId } from '../rules/ids'
import type { Bodies } from '../rules/operations'
import type { VisitEnterprise, VisitPremises } from '../rules/records'
import { unplannedVisit } from '../rules/visitState'
import { takePhoto } from './photoBytes'
import { save } from './saving'
import { me, visit as visitNow } from './view'

/** What the phone knows of a visit the server has not sent; it is shown until the server's record arrives. */
export interface Met {
  visit_on: string
  enterprise: VisitEnterprise
  premises: VisitPremises
}

type Opened = Omit<Bodies['visit.opened'], 'visit'> & {
  /** Left out where no visit is planned: the phone then founds one. */
  visit?: string
  met?: Met
  /** The licence, photographed where no decoder could read it. */
  license_photo?: Blob | ArrayBuffer | null
}

/** Checks in; returns the visit's id. Whoever is in already does not check in twice. */
export async function recordVisitOpened({ visit = newId(), met, license_photo, ...body }: Opened, draft?: string): Promise<string> {
  if (visitNow(visit)?.opened.some(entry => entry.inspector === me.value?.inspector?.id)) return visit
  const photo = license_photo ? { ...(await takePhoto(license_photo)), role: 'license' as const } : null
  const founded = met && unplannedVisit(visit, met.visit_on, met.enterprise, met.premises)
  await save({ id: newId(), kind: 'visit.opened', body: { visit, ...body }, photo, met: founded, draft })
  return visit
}

export function recordLineAnswered(body: Bodies['line.answered']): Promise<void> {
  return save({ id: newId(), kind: 'line.answered', body })
}

/** 认定: says which value counts where answers differ; both answers stay. */
export function settleAnswer(body: Bodies['answer.settled'], draft?: string): Promise<void> {
  return save({ id: newId(), kind: 'answer.settled', body, draft })
}

/** The finding's id names the operation too, so that a second tap on the same form records nothing new. */
export async function recordFinding({ finding = newId(), ...body }: FindingDraft, draft?: string): Promise<string> {
  await save({ id: finding, kind: 'finding.recorded', body: { ...body, finding }, draft })
  return finding
}

type FindingDraft = Omit<Bodies['finding.recorded'], 'finding'> & { finding?: string }

export function withdrawFinding(body: Bodies['finding.withdrawn'], draft?: string): Promise<void> {
  return save({ id: newId(), kind: 'finding.withdrawn', body, draft })
}

type Stated = Omit<Bodies['statement.recorded'], 'signature'> & { signature: Blob | ArrayBuffer | null }

/** The signature is a picture; it is kept and sent as photos are. */
export async function recordStatement({ signature, ...body }: Stated, draft?: string): Promise<void> {
  const photo = signature ? { ...(await takePhoto(signature)), role: 'signature' as const } : null
  await save({ id: newId(), kind: 'statement.recorded', body: { ...body, signature: photo?.sha256 ?? null }, photo, draft })
}

/** Closes the visit; closing a closed one changes nothing. */
export async function closeVisit(body: Bodies['visit.closed'], draft?: string): Promise<void> {
  if (visitNow(body.visit)?.closed) return
  await save({ id: newId(), kind: 'visit.closed', body, draft })
}
