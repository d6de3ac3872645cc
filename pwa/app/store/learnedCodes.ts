/** Learned codes: looked up by what was scanned, and spoken of, without signal. */
import { newId } from '../rules/ids'
import { withOwnWords } from '../rules/learnedCodes'
import { codeId, type Bodies, type CodeClaim } from '../rules/operations'
import type { LearnedCode } from '../rules/records'
import { withDatabase } from './database'
import { openedOperation } from './opened'
import { save } from './saving'
import { ownOperations, readSnapshot } from './snapshot'
import { visits } from './view'

/** What is known of a code; `told` is the server's answer, where there is one newer than what was pulled. */
export async function learnedCode(digest: string, told: LearnedCode | null = null): Promise<LearnedCode | null> {
  const id = codeId(digest)
  const row = await withDatabase(db => db.get('records', ['code_alias', id]))
  const said = ownOperations(await readSnapshot()).filter(operation => operation.entity_id === id)
  const own = await Promise.all(said.map(openedOperation))
  return withOwnWords(told ?? (row?.data as LearnedCode | undefined) ?? null, own, nameOf)
}

/** 登记: the code that was scanned here is this enterprise's, as the person found out himself. */
export function nameCode(body: CodeClaim): Promise<void> {
  return save({ id: newId(), kind: 'code.named', body })
}

/** 确认: it is the enterprise that the phone had shown. */
export function confirmCode(body: CodeClaim): Promise<void> {
  return save({ id: newId(), kind: 'code.confirmed', body })
}

/** 质疑: it is not; from now on the code names nobody, until the desk has decided. */
export function challengeCode(body: Bodies['code.challenged']): Promise<void> {
  return save({ id: newId(), kind: 'code.challenged', body })
}

function nameOf(creditCode: string): string {
  return visits.value.find(visit => visit.enterprise.credit_code === creditCode)?.enterprise.name ?? ''
}
