/** 时间码: the address of a door of ours, and behind it what the server gave out when the page was opened. */
import type { LicenseCode } from './licenseCode'

const BEACON = /#t=([0-9a-f]{32})$/

export function beaconIn({ family, ownHost, text }: LicenseCode): string | null {
  return family === 'door_code' && ownHost ? (BEACON.exec(text)?.[1] ?? null) : null
}
