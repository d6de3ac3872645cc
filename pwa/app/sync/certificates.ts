/** Keeps day certificates on the phone while there is signal, so that it can show visit codes where there is none. */
import { toHex } from '../rules/bytes'
import { sign } from '../rules/p256'
import { words } from '../rules/visitCode'
import { onChange } from '../store/changes'
import { openedAccount } from '../store/database'
import { readDevice, readToken } from '../store/device'
import { keepCertificates, newSigningKey, noteKnown, signingKey, type Certificates, type SigningKey } from '../store/visitCodes'
import { asJson, fetchWithin } from './patience'

type Options = import('@simplewebauthn/browser').PublicKeyCredentialRequestOptionsJSON

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

/** The person's passkey signs for this phone's key: 'missing' where he has none; rejects where he did not go through with it. */
export async function vouch(): Promise<'vouched' | 'missing' | 'refused'> {
  const own = await signingKey()
  const asked = await fetchWithin('/api/device-keys/options', asJson({ public_key: own.name }))
  const { options } = (await asked.json()) as { options: Options | null }
  if (!asked.ok || !options) return asked.ok ? 'missing' : 'refused'
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const fate = await enrol(own, await startAuthentication({ optionsJSON: options }))
  await renew()
  return fate === 'kept' ? 'vouched' : 'refused'
}

async function certified(own: SigningKey): Promise<Certificates | null> {
  const told = await ask()
  if (told?.key === own.name) await noteKnown(own)
  if (!told || told.key === own.name) return told
  const fate = await enrol(own)
  if (fate === 'passkey_wanted') return null
  const stands = fate === 'kept' ? own : await replaced()
  const again = stands && (await ask())
  if (!again || again.key !== stands.name) return null
  await noteKnown(stands)
  return again
}

/** The server knows this key as another phone's, or as ended. */
async function replaced(): Promise<SigningKey | null> {
  const made = await newSigningKey()
  return (await enrol(made)) === 'kept' ? made : null
}

/** Takes the person's session: a token alone makes no key known. In the place of a key that a passkey vouches for only another such comes. */
async function enrol({ sign: key, name }: SigningKey, credential: object | null = null): Promise<'kept' | 'passkey_wanted' | 'refused'> {
  const device = (await readDevice()) ?? ''
  const proof = toHex(await sign(key, words(`mashang device key v1\0${device}`)))
  const answer = await fetchWithin('/api/device-keys', asJson({ device, public_key: name, proof, credential }))
  if (answer.ok) return 'kept'
  if (answer.status === 401) throw new Error('the session has ended')
  const { code } = (await answer.json().catch(() => ({}))) as { code?: string }
  return code === 'key_vouched' ? 'passkey_wanted' : 'refused'
}

async function ask(): Promise<Certificates | null> {
  const token = await readToken()
  if (!token) return null
  const question = asJson({})
  const headers = { ...question.headers, Authorization: `Device ${token}` }
  const answer = await fetchWithin('/sync/v1/certificates', { ...question, headers })
  return answer.ok && answer.headers.get('X-Mashang-Sync') === '1' ? ((await answer.json()) as Certificates) : null
}
