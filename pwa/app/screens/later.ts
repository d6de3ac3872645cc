/** Screens that nobody needs in the first second: one script of their own, fetched as soon as the app stands. */

export { keepCertified } from '../sync/certificates'
export { Checklist } from './checklist/Checklist'
export { Close } from './close/Close'
export { Done } from './close/Done'
export { Documents } from './documents/Documents'
export { MeScreen } from './me/Me'
export { PresentScreen } from './present/Present'
export { RecognisedItems } from './visit/RecognisedItems'
export { ResultsScreen } from './results/Results'
export { TimeProof } from './time/TimeProof'
export { Unplanned } from './visit/Unplanned'
export { WaitingScreen } from './waiting/Waiting'
