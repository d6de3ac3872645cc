/** The store as screens use it: signals to read, verbs to record. Signing in and sending stand in ../sync. */

export { newId } from '../rules/ids'
export { openStore } from './accounts'
export { drafts, textsAreKept } from './drafts'
export { blocked, outdated } from './blocked'
export { keeping } from './keeping'
export { outboxFile } from './outboxFile'
export { picturesHere } from './pictures'
export { localPhoto, takeEvidence, type EvidencePlace } from './evidence'
export {
  closeVisit, recordFinding, recordLineAnswered, recordStatement, recordVisitOpened, settleAnswer, withdrawFinding, type Met,
} from './recording'
export { agencyVisits, namesOf } from './agencyVisits'
export { quietPeriods } from './quietPeriods'
export { challengeCode, confirmCode, learnedCode, nameCode } from './learnedCodes'
export { agencies, itemVersions, me, outbox, storeState, syncState, visit, visits, type StoreState } from './view'
export type * from './types'
