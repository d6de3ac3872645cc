/** A phone for tests: a fresh account and a fresh server beside it; the real store and the real sender. */
import 'fake-indexeddb/auto'
import { newId } from '../../pwa/app/rules/ids'
import type { Me, Visit } from '../../pwa/app/rules/records'
import { unplannedVisit } from '../../pwa/app/rules/visitState'
import { becomeAccount } from '../../pwa/app/store/accounts'
import { recordFinding, recordVisitOpened } from '../../pwa/app/store/recording'
import { aServer } from './twin'

export function person(id = newId()): Me {
  const inspector = {
    id: `inspector-${id}`, name: '周海明', badge_number: '37021100123', badge_valid_until: '2028-12-31',
    agency: 'fire-rescue', agency_name: '消防救援大队',
  }
  return { account: { id, name: '周海明', roles: ['inspector'] }, inspector }
}

/** Signed in, the server reachable. */
export async function aPhone(me: Me = person()) {
  const server = aServer({ id: me.account.id })
  globalThis.fetch = server.fetch as typeof fetch
  await becomeAccount(me)
  return { me, server }
}

export function aVisit(id = newId(), more: Partial<Visit> = {}): Visit {
  const enterprise = { id: newId(), name: '海之韵餐饮有限公司', credit_code: '91370211MA3C5T1X8D', industry_name: '餐饮' }
  const premises = { id: newId(), number: 1, name: '总店', address: '滨海大道1号', door_token: null }
  return { ...unplannedVisit(id, '2026-11-23', enterprise, premises), planned: true, ...more }
}

export function open(visit: string): Promise<string> {
  return recordVisitOpened({
    visit, premises: null, credit_code: '91370211MA3C5T1X8D', license_code: null, place: null,
    present: [], planned: true, cause: null, reason: null,
  })
}

export function find(visit: string, text: string, finding = newId()): Promise<string> {
  return recordFinding({
    visit, finding, inspection_item: 'fire-exit', item_version: newId(), line: '1', text, severity: 'serious',
    correction_due: null, evidence: [], corrects: null,
  })
}

export function somePhoto(size: number, seed = 1): ArrayBuffer {
  return Uint8Array.from({ length: size }, (_, place) => (place * 31 + seed * 17 + (place >> 8)) % 256).buffer
}
