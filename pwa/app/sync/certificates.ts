/** Keeps day certificates on the phone while there is signal, so that it can show visit codes where there is none. */
import { toHex } from '../rules/bytes'
import { sign } from '../rules/p256'
import { words } from '../rules/visitCode'
import { onChange } from '../store/changes'
import { openedAccount } from '../store/database'
import { readDevice, readToken } from '../store/device'
import { keepCertificates, newSigningKey, noteKnown, signingKey, type Certificates, type SigningKey } from '../store/visitCodes'
import { asJson, fetchWithin } from './patience'

const OFTEN_ENOUGH = 5 * 60_000

let renewed: { account: string | null; at: number } | null = null

/** Now, and after a pull, when the visits are newest; not at every one. */
export function keepCertified(): void {
  void renew().catch(() => false)
  onChange(change => {
    const fresh = renewed?.account === openedAccount() && Date.now() - renewed.at < OFTEN_ENOUGH
    // Without signal nothing is lost: the screen that shows codes says what it lacks.
    if (change === 'pulled' && !fresh) void renew().catch(() => false)
  })
}

/** True once this phone holds certificates for its key. */
export async function renew(): Promise<boolean> {
  const account = openedAccount()
  const told = await certified(await signingKey())
  if (!told || openedAccount() !== account) return false
  await keepCertificates(told)
  renewed = { account, at: Date.now() }
  return told.certificates.length > 0
}

/** True once the server knows this phone's key; rejects where nobody is signed in. */
export async function makeKeyKnown(): Promise<boolean> {
  return (await certified(await signingKey())) !== null
}

async function certified(own: SigningKey): Promise<Certificates | null> {
  const told = await ask()
  if (told?.key === own.name) await noteKnown(own)
  if (!told || told.key === own.name) return told
  const stands = (await enrol(own)) ? own : await replaced()
  const again = stands && (await ask())
  if (!again || again.key !== stands.name) return null
  await noteKnown(stands)
  return again
}

/** The server knows this key as another phone's, or as ended. */
async function replaced(): Promise<SigningKey | null> {
  const made = await newSigningKey()
  return (await enrol(made)) ? made : null
}

/** Takes the person's session: a token alone makes no key known. */
async function enrol({ sign: key, name }: SigningKey): Promise<boolean> {
  const device = (await readDevice()) ?? ''
  const proof = toHex(await sign(key, words(`mashang device key v1\0${device}`)))
  const answer = await fetchWithin('/api/device-keys', asJson({ device, public_key: name, proof }))
  if (answer.status === 401) throw new Error('the session has ended')
  return answer.ok
}

async function ask(): Promise<Certificates | null> {
  const token = await readToken()
  if (!token) return null
  const question = asJson({})
  const headers = { ...question.headers, Authorization: `Device ${token}` }
  const answer = await fetchWithin('/sync/v1/certificates', { ...question, headers })
  return answer.ok && answer.headers.get('X-Mashang-Sync') === '1' ? ((await answer.json()) as Certificates) : null
}
