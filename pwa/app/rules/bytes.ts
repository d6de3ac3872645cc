/** Bytes as hex and as whole numbers, the way codes and signatures carry them. */

export type Bytes = Uint8Array<ArrayBuffer>

export function fromHex(hex: string): Bytes {
  return Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

export function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x0${toHex(bytes)}`)
}

/** The number in this many bytes, the greatest first. */
export function ofNumber(number: bigint | number, length: number): Bytes {
  return fromHex(number.toString(16).padStart(2 * length, '0'))
}

export function join(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
