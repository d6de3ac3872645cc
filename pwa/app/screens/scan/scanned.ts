/** The code read last, from whichever way it came, until the next one. */
import { signal } from '@preact/signals'
import type { LicenseCode as ReadCode } from '../../rules/licenseCode'
import { preferred, read } from '../../rules/licenseCode'
import type { LicenseCode } from '../../rules/operations'
import type { VisitEnterprise } from '../../rules/records'
import { beaconIn } from '../../rules/timeCode'
import { keepDoorBeacon } from '../../store/device'
import { go } from '../router'

export type Engine = LicenseCode['engine']

export interface Scanned {
  code: ReadCode
  engine: Engine
  /** The visit that the verdict led to. */
  visit: string | null
  /** The code in place of which this one was typed, for it does not say itself whose it is. */
  about?: ReadCode
  /** Whose the code is, as the person himself has compared it just now. */
  named?: VisitEnterprise
  /** The person has seen that licence and register say different names. */
  namesCompared?: boolean
}

export const scanned = signal<Scanned | null>(null)

/** The code for which the person is about to type whose it is. */
let asking: ReadCode | null = null

/** Takes what was read to the verdict; of several codes in one picture the most telling. */
export function take(texts: string[], engine: Engine): void {
  const code = texts.length === 1 ? read(texts[0]!, [location.host]) : preferred(texts, [location.host])
  if (!code) return
  const beacon = beaconIn(code)
  if (beacon) void keepDoorBeacon(beacon)
  navigator.vibrate?.(60)
  scanned.value = { code, engine, visit: null, ...(engine === 'typed' && asking && { about: asking }) }
  asking = null
  go('verdict')
}

/** On to typing whose the code is that was just scanned. */
export function typeWhose(code: ReadCode): void {
  asking = code.opaqueKey ? code : null
  go('scan/typed')
}

/** A new look through the camera has nothing to do with the code before. */
export function beginAnew(): void {
  asking = null
}

/** What the person has found out about the code he scanned. */
export function note(found: Partial<Pick<Scanned, 'named' | 'namesCompared'>>): void {
  if (scanned.value) scanned.value = { ...scanned.value, ...found }
}

/** The person goes on from the verdict to this visit. */
export function scannedFor(visit: string): void {
  if (scanned.value) scanned.value = { ...scanned.value, visit }
}

/** As the operation carries it: the code that led to this visit, or any for a visit not planned. */
export function licenseCode(visit: string | null): LicenseCode | null {
  const last = scanned.value
  if (!last || last.visit !== visit) return null
  return { text: last.code.text, family: last.code.family, engine: last.engine }
}
