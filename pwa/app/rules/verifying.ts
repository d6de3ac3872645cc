/** 核验亮码: whether a code is genuine, meant for this place and made now; the server's verifying.py says the same. */
import { fromHex } from './bytes'
import { isSigned, nameOfKey } from './p256'
import { enterpriseDigest, read, sameness, signedByPhone, signedByServer, visitDigest, type VisitCode } from './visitCode'

export const LIFE = 60
const AHEAD = 30
/** Within so much of its minute a code may be of now by a wrong clock: neither green nor red, a number tells. */
const SKEW = 120
const LIST_LASTS = 7 * 24 * 3600

/** The first is green, the second and a doubtful clock neither, everything else red. */
export type Reason =
  | 'genuine' | 'no_plan' | 'not_a_code' | 'edited' | 'unknown_key' | 'old_list' | 'revoked' | 'over'
  | 'other_enterprise' | 'other_premises' | 'other_challenge' | 'clock' | 'expired' | 'replayed'

/** The server's keys by their short names, revoked phones, visits that are over, and when the list was signed. */
export interface Trusted {
  address: string
  issued_at: number
  keys: Record<string, string>
  revoked: string[]
  /** A list kept by an earlier version has none. */
  over?: string[]
}

export interface Verifier {
  trusted: Trusted
  now: number
  credit_code: string
  premises: number
  challenge: number | null
  seen: string[]
}

/** `seconds` says how old a code is or how far two clocks differ, where that is the reason. */
export interface Verdict {
  reason: Reason
  code: VisitCode | null
  seconds: number
}

/** Judges what was scanned or typed. */
export async function verdict(text: string, by: Verifier): Promise<Verdict> {
  const { address } = by.trusted
  const written = text.startsWith(address) ? text.slice(address.length) : text
  if (!/^[0-9]+$/.test(written)) return { reason: 'not_a_code', code: null, seconds: 0 }
  const code = read(written)
  if (!code) return { reason: 'edited', code: null, seconds: 0 }
  const reason = (await authentic(code, by.trusted)) ?? (await meantFor(code, by))
  return reason ? { reason, code, seconds: 0 } : ofNow(code, by)
}

async function authentic(code: VisitCode, { keys }: Trusted): Promise<Reason | null> {
  const { keyId, phoneKey } = code.certificate
  const serverKey = keys[keyId]
  if (!serverKey) return 'unknown_key'
  const byServer = await isSigned(fromHex(serverKey), code.serverSignature, signedByServer(code))
  const byPhone = byServer && (await isSigned(phoneKey, code.phoneSignature, signedByPhone(code)))
  return byPhone ? null : 'edited'
}

async function meantFor({ certificate, challenge }: VisitCode, by: Verifier): Promise<Reason | null> {
  if (by.trusted.revoked.includes(await nameOfKey(certificate.phoneKey))) return 'revoked'
  if (certificate.visit && by.trusted.over?.includes(await visitDigest(certificate.visit))) return 'over'
  if (certificate.visit && certificate.enterprise !== (await enterpriseDigest(by.credit_code))) return 'other_enterprise'
  if (certificate.visit && certificate.premises !== by.premises) return 'other_premises'
  return challenge === by.challenge ? null : 'other_challenge'
}

/** A number just asked for proves the moment by itself; the clock only tells the certificate's half-day. */
function ofNow(code: VisitCode, { trusted, now, challenge, seen }: Verifier): Verdict {
  const { notBefore, until, visit } = code.certificate
  const age = now - code.madeAt
  const say = (reason: Reason, seconds = 0): Verdict => ({ reason, code, seconds })
  if (now < trusted.issued_at - AHEAD) return say('clock', trusted.issued_at - now)
  if (now > trusted.issued_at + LIST_LASTS) return say('old_list')
  if (challenge === null && age > LIFE + SKEW) return say('expired', age)
  if (challenge === null && (age < -AHEAD || age > LIFE)) return say('clock', Math.abs(age))
  const within = [now, code.madeAt].every(when => notBefore - AHEAD <= when && when <= until)
  if (!within) return say(Math.abs(age) <= LIFE ? 'expired' : 'clock', Math.abs(age))
  if (seen.includes(sameness(code))) return say('replayed')
  return say(visit ? 'genuine' : 'no_plan')
}
