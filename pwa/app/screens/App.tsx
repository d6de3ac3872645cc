/** Shows the screen the address asks for, to the person signed in. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { blocked, outdated, storeState, visit as visitNow } from '../store'
import { t, tellDocumentItsLanguage } from '../words'
import { Heading } from './parts/Frame'
import { Later } from './parts/Later'
import { Outdated } from './parts/Outdated'
import { Trouble } from './parts/Trouble'
import { followAddress, route, type Route } from './router'
import { ScanScreen } from './scan/Scan'
import { SignIn } from './signIn/SignIn'
import { Today } from './today/Today'
import { CheckIn } from './visit/CheckIn'
import { Missing } from './visit/Missing'
import { VisitScreen } from './visit/Visit'
import { VerdictScreen } from './verdict/Verdict'

export function App() {
  useEffect(() => {
    followAddress()
    tellDocumentItsLanguage()
  }, [])
  if (outdated.value) return <Outdated />
  return (
    <>
      <Trouble />
      {current()}
    </>
  )
}

function current(): JSX.Element {
  if (storeState.value === 'opening') return <p class="opening" role="status">{blocked.value ? t('另一个码上页面还开着旧版本，请先关闭它。') : t('正在打开本机记录…')}</p>
  if (storeState.value === 'failed') return <StoreFailed />
  if (storeState.value === 'signed_out' || route.value.name === 'sign-in') return <SignIn />
  const { name, id, step } = route.value
  return <Screen key={`${name}/${id}/${step}`} {...route.value} />
}

function Screen({ name, id, step }: Route) {
  if (name === 'scan') return <ScanScreen />
  if (name === 'verdict') return <VerdictScreen />
  if (name === 'unplanned') return <Later show={({ Unplanned }) => <Unplanned />} />
  if (name === 'waiting') return <Later show={({ WaitingScreen }) => <WaitingScreen />} />
  if (name === 'me') return <Later show={({ MeScreen }) => <MeScreen />} />
  if (name === 'results') return <Later show={({ ResultsScreen }) => <ResultsScreen id={id} />} />
  if (name === 'present') return <Later show={({ PresentScreen }) => <PresentScreen />} />
  return name === 'visit' ? <VisitStep id={id} step={step} /> : <Today />
}

function VisitStep({ id, step }: { id: string; step: string }) {
  const visit = visitNow(id)
  if (!visit) return <Missing />
  if (step === 'check-in') return <CheckIn visit={visit} />
  if (step === 'checklist') return <Later show={({ Checklist }) => <Checklist visit={visit} />} />
  if (step.startsWith('document')) return <Later show={({ Documents }) => <Documents visit={visit} step={step} />} />
  if (step === 'time') return <Later show={({ TimeProof }) => <TimeProof visit={visit} />} />
  if (step === 'close') return <Later show={({ Close }) => <Close visit={visit} />} />
  return step === 'done' ? <Later show={({ Done }) => <Done visit={visit} />} /> : <VisitScreen visit={visit} />
}

function StoreFailed() {
  return (
    <main class="screen body">
      <Heading>{t('本机记录暂时打不开')}</Heading>
      <p>{t('记录没有丢失。请关闭其他打开码上的页面，腾出一些存储空间，再重新打开。')}</p>
    </main>
  )
}
