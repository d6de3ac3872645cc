/** The manager's screens: ready, scanning, answer, and a report where there is no code. */
import { useEffect, useState } from 'preact/hooks'
import { ownScript } from '../../rules/trusted'
import type { Verdict } from '../../rules/verifying'
import { placeOf, readKept, type Kept } from '../../store/verifier'
import { fetchAll, forgetKeys, tellAll, type Fetched } from '../../sync/verifier'
import { tellDocumentItsLanguage } from '../../words'
import { Answer } from './Answer'
import { digitsIn, isUnanswered, judge } from './judge'
import { Ready } from './Ready'
import { ReportForm } from './Report'
import { Scanning } from './Scanning'

type Step = { at: 'ready' } | { at: 'report' } | { at: 'scanning' } | { at: 'answer'; verdict: Verdict; digits: string }

export function VerifyApp() {
  const { kept, fetched, offline, again } = usePrepared()
  const [step, setStep] = useState<Step>({ at: 'ready' })
  const [challenge, setChallenge] = useState<number | null>(null)
  useEffect(tellDocumentItsLanguage, [])

  function scan(asked: number | null) {
    setChallenge(asked)
    setStep({ at: 'scanning' })
  }

  /** False where it is worth looking on: the visitor has not entered the number yet. */
  async function take(text: string): Promise<boolean> {
    const verdict = await judge(text, challenge)
    if (!verdict || isUnanswered(verdict)) return false
    navigator.vibrate?.(verdict.reason === 'genuine' ? 60 : [60, 80, 60])
    setChallenge(null)
    setStep({ at: 'answer', verdict, digits: digitsIn(text) })
    return true
  }

  if (step.at === 'scanning') return <Scanning challenge={challenge} onText={take} onBack={() => setStep({ at: 'ready' })} />
  if (step.at === 'answer') return <Answer verdict={step.verdict} digits={step.digits} place={placeOf(readKept())} onScan={scan} onDone={() => setStep({ at: 'ready' })} />
  const place = placeOf(readKept())
  if (step.at === 'report' && place) return <ReportForm place={place} onDone={() => setStep({ at: 'ready' })} />
  return <Ready kept={kept} fetched={fetched} offline={offline} onScan={scan} onReport={() => setStep({ at: 'report' })} onAgain={again} />
}

/** Fetches the newest list and, where the address names a door, its place; says when it works without signal. */
function usePrepared(): { kept: Kept; fetched: Fetched | null; offline: boolean; again: (anew?: boolean) => void } {
  const [kept, setKept] = useState(readKept)
  const [fetched, setFetched] = useState<Fetched | null>(null)
  const [offline, setOffline] = useState(Boolean(navigator.serviceWorker?.controller))
  async function prepare() {
    setFetched(await fetchAll(new URLSearchParams(location.search).get('door')))
    setKept(readKept())
    void tellAll()
  }
  function again(anew = false) {
    if (anew) forgetKeys()
    setKept(readKept())
    void prepare()
  }
  useEffect(() => {
    void prepare()
    void keepPage().then(() => setOffline(true), () => setOffline(false))
    addEventListener('online', prepare)
    return () => removeEventListener('online', prepare)
  }, [])
  return { kept, fetched, offline, again }
}

/** Without a service worker, as in some apps' own browsers, the page cannot be opened without signal. */
async function keepPage(): Promise<void> {
  if (!navigator.serviceWorker) throw new Error('no service worker here')
  await navigator.serviceWorker.register(ownScript('/service-worker.js'))
  await navigator.serviceWorker.ready
}
