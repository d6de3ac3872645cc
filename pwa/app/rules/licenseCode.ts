/** What a scanned text says about whom it belongs to: the twin of server/registry/license_code.py. */

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { checkDigitOk, halfWidth, isRegistrationNumber, isWellFormed, normalise } from './creditCode'
import { isOfficial, looksLikeLicense, SHOWN_LICENSE } from './licenseHosts'
import { type Address, addresses, clean, pairs } from './licenseText'

/** The kinds of codes, the most telling first. */
export const FAMILIES = [
  'door_code',
  'credit_code',
  'registration_number',
  'shown_license',
  'food_permit',
  'license_text',
  'license_url',
  'license_opaque',
  'electronic_license',
  'visit_code',
  'other_url',
  'other',
] as const
export type Family = (typeof FAMILIES)[number]

/** A scanned text, taken apart; a printed code can be copied, so none of it proves identity. */
export interface LicenseCode {
  family: Family
  text: string
  creditCodes: string[]
  registrationNumbers: string[]
  name: string | null
  doorToken: string | null
  ownHost: boolean
  url: string | null
  opaqueKey: string | null
}

const CREDIT_CODE_KEYS = ['uniscid', 'tyshxydm', 'shxydm', 'cid', 'serial', 'creditcode', 'uscc']
const NUMBER_KEYS = ['zch', 'regno']
const CREDIT_CODE_LABELS = ['统一社会信用代码', '社会信用代码', '统一信用代码', '信用代码']
const NUMBER_LABELS = ['注册号', '营业执照注册号', '工商注册号']
const NAME_LABELS = ['名称', '企业名称', '经营者名称', '市场主体名称', '单位名称', '字号名称', '公司名称']
const PERMIT_LABELS = ['许可证号', '许可证编号', '食品经营许可证', '食品经营许可证编号']

const DOOR = /^\/e\/([A-Za-z0-9_-]{22,64})\/?$/
const VISIT = /^\/[Bb]\/[1-9][0-9]{199,899}\/?$/
const EXECUTABLE =
  /^(?:javascript|vbscript|data|file|blob|intent|about|weixin|wxp|alipays?|tel|sms|smsto|mailto|wifi)[ \t]*:/i
const FREE_CODE = /(?:^|[^0-9A-Za-z])([0-9A-Z]{18})(?![0-9A-Za-z])/g
const ONE_TOKEN = /^(?=[^0-9]*[0-9])[A-Za-z0-9_+/=.-]{16,1024}$/
const LONGEST_NAME = 120
const LEAST_TELLING = 16

/** Takes a scanned or typed text apart; every text has an answer. */
export function read(scanned: string, ownHosts: readonly string[] = []): LicenseCode {
  const text = clean(scanned)
  if (EXECUTABLE.test(text)) return answer('other', text)
  const address = chosen(addresses(text))
  if (!address) return identified(text, address)
  const ownHost = ownHosts.some((host) => host.toLowerCase() === withPort(address))
  const door = DOOR.exec(address.path)
  if (door) return answer('door_code', text, { doorToken: door[1] ?? null, ownHost, url: address.url })
  return VISIT.test(address.path) ? answer('visit_code', text, { ownHost, url: address.url }) : identified(text, address)
}

/** Of the codes in one picture, the one that says most about the enterprise. */
export function preferred(texts: readonly string[], ownHosts: readonly string[] = []): LicenseCode | null {
  const codes = texts.map((text) => read(text, ownHosts))
  codes.sort((one, other) => FAMILIES.indexOf(one.family) - FAMILIES.indexOf(other.family))
  return codes[0] ?? null
}

function answer(family: Family, text: string, more: Partial<LicenseCode> = {}): LicenseCode {
  const nothing = { name: null, doorToken: null, ownHost: false, url: null, opaqueKey: null }
  return { family, text, creditCodes: [], registrationNumbers: [], ...nothing, ...more }
}

function identified(text: string, address: Address | undefined): LicenseCode {
  const labels = pairs(halfWidth(text))
  const creditCodes = creditCodesIn(text, address, labels)
  const registrationNumbers = registrationNumbersIn(text, address, labels)
  const known = creditCodes.length + registrationNumbers.length > 0
  const name = pairs(text).find(([key, value]) => NAME_LABELS.includes(key) && value)?.[1]
  return answer(familyOf(text, address, labels, known), text, {
    creditCodes,
    registrationNumbers,
    name: name ? [...name].slice(0, LONGEST_NAME).join('') : null,
    url: address?.url ?? null,
    opaqueKey: known ? null : opaqueKey(text, address),
  })
}

function chosen(found: Address[]): Address | undefined {
  return found.find((one) => DOOR.test(one.path) || isLicense(one)) ?? found[0]
}

function isLicense({ host, path }: Address): boolean {
  return isOfficial(host) || looksLikeLicense(host, path)
}

function withPort({ host, port }: Address): string {
  return port ? `${host}:${port}` : host
}

function creditCodesIn(text: string, address: Address | undefined, labels: [string, string][]): string[] {
  const values = address?.query ?? []
  const named = [
    ...labels.filter(([key]) => CREDIT_CODE_LABELS.includes(key)),
    ...values.filter(([key]) => CREDIT_CODE_KEYS.includes(key.toLowerCase())),
  ]
  const free = [halfWidth(text), ...values.map(([, value]) => value)]
  return unique([
    ...[normalise(text), ...named.map(([, value]) => first18(value))].filter(isWellFormed),
    ...free.flatMap(freeCodes).filter(checkDigitOk),
  ])
}

function freeCodes(text: string): string[] {
  return [...text.matchAll(FREE_CODE)].map(([, code = '']) => code)
}

function first18(value: string): string {
  const head = value.replace(/^ +/, '').split(/[-_]/)[0] ?? ''
  return /^[0-9A-Z]*/.exec(normalise(head))?.[0] ?? ''
}

function registrationNumbersIn(
  text: string,
  address: Address | undefined,
  labels: [string, string][],
): string[] {
  const named = [
    ...labels.filter(([key]) => NUMBER_LABELS.includes(key)),
    ...(address?.query ?? []).filter(([key]) => NUMBER_KEYS.includes(key.toLowerCase())),
  ]
  return unique([normalise(text), ...named.map(([, value]) => value)].filter(isRegistrationNumber))
}

function familyOf(
  text: string,
  address: Address | undefined,
  labels: [string, string][],
  known: boolean,
): Family {
  const labelled = (names: string[]) => labels.some(([key]) => names.includes(key))
  if (isWellFormed(normalise(text))) return 'credit_code'
  if (isRegistrationNumber(normalise(text))) return 'registration_number'
  if (address?.host === SHOWN_LICENSE) return 'shown_license'
  if (labelled(PERMIT_LABELS)) return 'food_permit'
  if (labelled([...CREDIT_CODE_LABELS, ...NUMBER_LABELS, ...NAME_LABELS])) return 'license_text'
  if (address && isLicense(address)) return known ? 'license_url' : 'license_opaque'
  if (address) return 'other_url'
  return ONE_TOKEN.test(text) ? 'electronic_license' : 'other'
}

/** The digest by which a code without a name is known again; a bare front page tells nobody from anybody. */
function opaqueKey(text: string, address: Address | undefined): string | null {
  const [host, lasting] = address ? lastingOf(address) : ['', text.replace(/[ \t\n\u3000]+/g, ' ')]
  if ([...lasting].length < LEAST_TELLING) return null
  return bytesToHex(sha256(utf8ToBytes(host + lasting)))
}

/** Host and rest without what changes from print to print. */
function lastingOf(address: Address): [host: string, rest: string] {
  const path = address.path
    .replace(/%[0-9A-Fa-f]{2}/g, (escape) => escape.toUpperCase())
    .replace(/-[0-9]{13}(?=%7D|}|$)/g, '')
    .replaceAll('%7B', '{')
    .replaceAll('%7D', '}')
  const kept = address.query
    .filter(([name]) => !['nsukey', 'from', 'isappinstalled'].includes(name))
    .map(([name, value]) => `${name}=${value}`)
  const host = ['', '80', '443'].includes(address.port) ? address.host : withPort(address)
  return [host, `${path}?${kept.join('&')}`]
}

function unique(values: string[]): string[] {
  return [...new Set(values)]
}
