/** 亮码: how a visit code is laid out; the server's visit_code.py says the same. */
import { fromHex, join, ofNumber, toHex, toNumber, type Bytes } from './bytes'
import type { Cause, Channel } from './records'

export interface Certificate {
  keyId: string
  phoneKey: Bytes
  notBefore: number
  until: number
  /** Null where it is of no visit and only says whose the phone is. */
  visit: string | null
  enterprise: string
  premises: number
  channel: Channel
  cause: Cause | null
  items: number
  agencies: number
  name: string
  agency: string
  badge: string
}

export interface VisitCode {
  certificate: Certificate
  body: Bytes
  serverSignature: Bytes
  madeAt: number
  challenge: number | null
  phoneSignature: Bytes
}

const VERSION = 1
const SIGNATURE = 64
const TAIL = 2 * SIGNATURE + 7
const FIXED = 76
const MOST_MINUTES = 720
const NO_CHALLENGE = 0xffffff
const CHALLENGES = 1_000_000
const MOST_DIGITS = 1000
const CHANNELS: Channel[] = ['ordinary', 'green', 'recheck']
const CAUSES: (Cause | null)[] = [null, 'emergency', 'superior_order', 'tip_off', 'covert', 'other']
const BY_SERVER = words('mashang day certificate v1\0')
const BY_PHONE = words('mashang visit code v1\0')

export function words(text: string): Bytes {
  return new TextEncoder().encode(text) as Bytes
}

/** Binds a code to an enterprise without telling a bystander which one. */
export async function enterpriseDigest(creditCode: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', words(`mashang enterprise\0${creditCode}`))
  return toHex(new Uint8Array(digest)).slice(0, 20)
}

/** By what the list of visits that are over names one. */
export async function visitDigest(visit: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', join(words('mashang visit\0'), fromHex(visit.replaceAll('-', ''))))
  return toHex(new Uint8Array(digest)).slice(0, 10)
}

export function signedByServer({ body }: VisitCode): Bytes {
  return join(BY_SERVER, body)
}

export function signedByPhone({ body, serverSignature, madeAt, challenge }: VisitCode): Bytes {
  return toSign(join(body, serverSignature), madeAt, challenge)
}

/** What the phone signs: the certificate as the server signed it, the moment, the number it was asked to prove. */
export function toSign(certificate: Bytes, madeAt: number, challenge: number | null): Bytes {
  return join(BY_PHONE, certificate, moment(madeAt, challenge))
}

export function moment(madeAt: number, challenge: number | null): Bytes {
  return join(ofNumber(madeAt, 4), ofNumber(challenge ?? NO_CHALLENGE, 3))
}

/** What a second showing of the same code has in common with the first. */
export function sameness({ certificate, madeAt, challenge }: VisitCode): string {
  return `${toHex(certificate.phoneKey)}/${madeAt}/${challenge ?? 'None'}`
}

/** As a decimal number, which a square code holds most densely; a leading 1 keeps the zeros. */
export function digits(data: Uint8Array): string {
  return BigInt(`0x01${toHex(data)}`).toString()
}

/** Null where these digits say no code, or say one in another spelling. */
export function read(written: string): VisitCode | null {
  const hex = written.length <= MOST_DIGITS && /^[1-9][0-9]*$/.test(written) ? BigInt(written).toString(16) : ''
  return hex.startsWith('1') && hex.length % 2 === 1 ? takenApart(fromHex(hex.slice(1))) : null
}

/** The certificate a phone keeps: its body and the server's signature. */
export function certificateOf(kept: Bytes): Certificate | null {
  return readCertificate(kept.slice(0, -SIGNATURE))
}

function takenApart(data: Bytes): VisitCode | null {
  if (data.length < FIXED + 3 + TAIL || data[0] !== VERSION) return null
  const body = data.slice(0, -TAIL)
  const rest = data.slice(-TAIL)
  const certificate = readCertificate(body)
  const challenge = numberAt(rest, SIGNATURE + 4, 3)
  if (!certificate || (challenge >= CHALLENGES && challenge !== NO_CHALLENGE)) return null
  return {
    certificate, body, serverSignature: rest.slice(0, SIGNATURE), madeAt: numberAt(rest, SIGNATURE, 4),
    challenge: challenge === NO_CHALLENGE ? null : challenge, phoneSignature: rest.slice(SIGNATURE + 7),
  }
}

function readCertificate(body: Bytes): Certificate | null {
  const minutes = numberAt(body, 42, 2)
  const [channel, cause, items, agencies] = body.slice(72, FIXED)
  const texts = textsOf(body.slice(FIXED))
  if (!texts || !CHANNELS[channel!] || CAUSES[cause!] === undefined || minutes < 1 || minutes > MOST_MINUTES) return null
  const notBefore = numberAt(body, 38, 4)
  const [name, agency, badge] = texts
  return {
    keyId: toHex(body.slice(1, 5)), phoneKey: body.slice(5, 38), notBefore, until: notBefore + minutes * 60,
    enterprise: toHex(body.slice(44, 54)), visit: idOf(body.slice(54, 70)), premises: numberAt(body, 70, 2),
    channel: CHANNELS[channel!]!, cause: CAUSES[cause!]!, items: items!, agencies: agencies!, name: name!, agency: agency!, badge: badge!,
  }
}

function textsOf(data: Bytes): string[] | null {
  const found: Bytes[] = []
  let rest = data
  for (let count = 0; count < 3; count += 1) {
    const length = rest[0]
    if (length === undefined || rest.length <= length) return null
    found.push(rest.slice(1, 1 + length))
    rest = rest.slice(1 + length)
  }
  try {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return rest.length > 0 ? null : found.map(each => strict.decode(each))
  } catch {
    return null
  }
}

function idOf(bytes: Bytes): string | null {
  const hex = toHex(bytes)
  return /^0+$/.test(hex) ? null : hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function numberAt(bytes: Uint8Array, at: number, length: number): number {
  return Number(toNumber(bytes.slice(at, at + length)))
}
