/** 记录码: the end of this phone's chain as digits for a square code; the server's head_code.py says the same. */
import { fromHex, join, ofNumber } from './bytes'
import { digits } from './visitCode'

const VERSION = 1

export interface Head {
  device: string
  dseq: number
  head: string
  /** In hex, what a push with this head would carry; null where this phone has no key. */
  signature: string | null
}

export function headDigits({ device, dseq, head, signature }: Head): string {
  const name = fromHex(device.replaceAll('-', ''))
  return digits(join(ofNumber(VERSION, 1), name, ofNumber(dseq, 4), fromHex(head), fromHex(signature ?? '')))
}
