/** Sending and signing in, as screens use them. */

export { startSync, syncNow } from './schedule'
export { adoptSession, signIn, signInWithPasskey, signOut, type SignedIn } from './session'
export { newVersion, renew, takeOver, watchVersion } from './version'
