/** The code this phone shows now, made anew every quarter of a minute. */
import { useEffect, useState } from 'preact/hooks'
import { fromHex, join, type Bytes } from '../../rules/bytes'
import { sign } from '../../rules/p256'
import { certificateOf, digits, moment, toSign, type Certificate } from '../../rules/visitCode'
import { readMeta } from '../../store/meta'
import { readCertificates, signingKey } from '../../store/visitCodes'

export const EVERY = 15

export interface Presented {
  certificate: Certificate
  address: string
  digits: string
  /** By this phone's own clock, for the countdown. */
  shownAt: number
}

/** Undefined while it is being made; null where no certificate holds now. */
export function usePresented(visit: string | null, challenge: number | null, turn: number): Presented | null | undefined {
  const [shown, setShown] = useState<Presented | null | undefined>(undefined)
  useEffect(() => {
    let left = false
    const renew = () => present(visit, challenge).then(made => !left && setShown(made))
    void renew()
    const timer = setInterval(renew, EVERY * 1000)
    return () => {
      left = true
      clearInterval(timer)
    }
  }, [visit, challenge, turn])
  return shown
}

async function present(visit: string | null, challenge: number | null): Promise<Presented | null> {
  const kept = await readCertificates()
  const own = kept && (await signingKey())
  if (!kept || kept.key !== own?.name) return null
  const shownAt = Date.now()
  // To the second: what other screens need not know would turn a code amber.
  const madeAt = Math.floor((shownAt - ((await readMeta('skew_ms')) ?? 0)) / 1000)
  const chosen = choose(kept.certificates.map(fromHex), visit, madeAt)
  if (!chosen) return null
  const signature = await sign(own.sign, toSign(chosen.bytes, madeAt, challenge))
  const code = join(chosen.bytes, moment(madeAt, challenge), signature)
  return { certificate: chosen.certificate, address: kept.address, digits: digits(code), shownAt }
}

/** The one for this visit and moment, else the one that only says whose the phone is. */
function choose(kept: Bytes[], visit: string | null, at: number): { bytes: Bytes; certificate: Certificate } | null {
  const holding = kept.flatMap(bytes => {
    const certificate = certificateOf(bytes)
    return certificate && certificate.notBefore <= at && at <= certificate.until ? [{ bytes, certificate }] : []
  })
  return holding.find(one => one.certificate.visit === visit) ?? holding.find(one => !one.certificate.visit) ?? null
}
