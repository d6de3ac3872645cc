/** The sync server as its protocol describes it, in memory; faults are put in front of its next answers. */
import { createHash, sign, type KeyObject } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { nextHead, operationDigest, START } from '../../pwa/app/rules/chain'
import type { Operation } from '../../pwa/app/rules/operations'
import type { PulledChange } from '../../pwa/app/store/pulled'

export interface Question {
  path: string
  method: string
  headers: Headers
  bytes: Uint8Array
  json: Record<string, any>
  signal: AbortSignal | null | undefined
}

/** Answers instead of the server; `after` lets the server act first, so that only its answer is lost. */
export type Fault = (question: Question, after: () => Response) => Response | Promise<Response>

interface Blob { bytes: Uint8Array; length: number; stored: boolean }

export function aServer(person: { id: string; agency?: string }) {
  const twin = {
    person,
    signedIn: true,
    token: 'token-1',
    revoked: false,
    wipe: false,
    key: null as string | null,
    vouched: false,
    /** What the server signs its receipts with; none where a test does not ask for it. */
    signsWith: [] as { privateKey: KeyObject; publicKey: KeyObject }[],
    leaseDays: 14,
    surrendered: [] as string[],
    thumbnails: new Map<string, Uint8Array>(),
    /** More members of every page of a pull. */
    page: {} as Record<string, unknown>,
    epoch: 'epoch-1',
    device: null as string | null,
    operations: [] as string[],
    heads: [START],
    /** What devices before the present one have sent. */
    earlier: new Map<string, string[]>(),
    blobs: new Map<string, Blob>(),
    changes: [] as PulledChange[],
    statusOf: (_operation: Operation): { status: string; code?: string } => ({ status: 'applied' }),
    faults: [] as Fault[],
    asked: [] as Question[],
    fetch: async (path: string, init: RequestInit = {}): Promise<Response> => {
      const question = await read(path, init)
      twin.asked.push(question)
      const fault = twin.faults.shift()
      return fault ? fault(question, () => answer(twin, question)) : answer(twin, question)
    },
    /** Fails the next question that goes to this path. */
    failOn(part: string, fault: Fault) {
      const waiting: Fault = (question, after) => {
        if (question.path.includes(part)) return fault(question, after)
        twin.faults.unshift(waiting)
        return after()
      }
      twin.faults.push(waiting)
    },
    asks: (part: string) => twin.asked.filter(question => question.path.includes(part)),
    stored: () => twin.operations.map(text => JSON.parse(text) as Operation),
  }
  return twin
}

type Twin = ReturnType<typeof aServer>

export const dropped: Fault = () => {
  throw new TypeError('network')
}
export const lost: Fault = (_question, after) => {
  after()
  throw new TypeError('network')
}
export const portal: Fault = () => new Response('<h1>酒店欢迎您</h1>', { headers: { 'Content-Type': 'text/html' } })
export const refused = (status: number, code: string, facts = {}): Fault => () => ours({ code, facts }, status)

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function answer(twin: Twin, question: Question): Response {
  const { path } = question
  if (path === '/api/me') return twin.signedIn ? Response.json({ account: { id: twin.person.id } }) : Response.json({}, { status: 401 })
  if (path === '/api/devices') return enrol(twin, question)
  if (path === '/api/device-keys') return enrolKey(twin, question)
  if (path.endsWith('/hello')) return hello(twin)
  if (question.headers.get('Authorization') !== `Device ${twin.token}`) return ours({ code: 'sign_in_first' }, 401)
  if (path.endsWith('/certificates')) return ours({ key: twin.key, address: '', certificates: [] })
  if (path.endsWith('/surrender')) return surrender(twin, question)
  if (path.endsWith('/thumbnail')) return thumbnail(twin, question)
  if (path.includes('/blob/')) return blob(twin, question)
  if (twin.revoked) return ours({ code: 'device_revoked' }, 403)
  return path.endsWith('/push') ? push(twin, question) : pull(twin, question)
}

function enrol(twin: Twin, { json }: Question): Response {
  if (twin.device && twin.device !== json.id) {
    twin.earlier.set(twin.device, twin.operations)
    twin.operations = []
    twin.heads = [START]
  }
  twin.device = json.id
  return Response.json({ token: twin.token, last_dseq: twin.operations.length, head: twin.heads.at(-1) }, { status: 201 })
}

function enrolKey(twin: Twin, { json }: Question): Response {
  twin.key = json.public_key
  return Response.json({ key: json.public_key }, { status: 201 })
}

function hello(twin: Twin): Response {
  const device = twin.revoked ? 'revoked' : 'known'
  return ours({ proto: 1, schema_min: 1, schema_max: 1, epoch: twin.epoch, server_time: new Date().toISOString(), device, wipe: twin.wipe, lease_days: twin.leaseDays, receipt_keys: receiptKeys(twin) })
}

function receiptKeys({ signsWith }: Twin) {
  const keys = signsWith.map(({ publicKey }) => publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  const listed = Buffer.concat([Buffer.from('mashang push receipt keys v1\0'), ...keys])
  return { keys: keys.map(each => each.toString('hex')), sigs: signsWith.map(each => sign(null, listed, each.privateKey).toString('hex')) }
}

/** As docs/protocol.md words it. */
function receipt({ signsWith, device }: Twin, told: { acked: number; head: string; epoch: string; server_time: string }) {
  const lines = ['mashang receipt 1', device, told.acked, told.head, told.epoch, told.server_time].join('\n')
  const digest = createHash('sha256').update(lines).digest()
  const by = signsWith.at(-1)?.privateKey
  return { receipt: digest.toString('hex'), sig: by && sign(null, Buffer.concat([Buffer.from('mashang push receipt v1\0'), digest]), by).toString('hex') }
}

function surrender(twin: Twin, question: Question): Response {
  if (!twin.revoked) return ours({ code: 'device_stands' }, 409)
  twin.surrendered.push(...question.json.operations)
  const asBefore = twin.statusOf
  twin.statusOf = () => ({ status: 'quarantined', code: 'revoked' })
  const answer = push(twin, question)
  twin.statusOf = asBefore
  return answer
}

function thumbnail(twin: Twin, { path, bytes, method }: Question): Response {
  const there = twin.thumbnails.get(path.split('/').at(-2)!)
  if (method === 'GET') return there ? new Response(there as BodyInit, { headers: { 'X-Mashang-Sync': '1' } }) : ours({ code: 'not_found' }, 404)
  twin.thumbnails.set(path.split('/').at(-2)!, bytes)
  return ours(null, 204)
}

function blob(twin: Twin, question: Question): Response {
  const { path, method } = question
  const sha = path.split('/').at(-1)!
  return method === 'HEAD' ? standing(twin, sha) : piece(twin, sha, question)
}

function push(twin: Twin, { json }: Question): Response {
  if (json.from > twin.operations.length + 1) return ours({ code: 'gap', facts: { expect: twin.operations.length + 1 } }, 409)
  const other = json.operations.find((text: string, at: number) => (twin.operations[json.from - 1 + at] ?? text) !== text)
  if (other) return ours({ code: 'fork', facts: { dseq: JSON.parse(other).dseq } }, 409)
  const results = json.operations.map((text: string) => {
    const operation = JSON.parse(text) as Operation
    const told = { dseq: operation.dseq, id: operation.id }
    const { status, code } = twin.statusOf(operation)
    if (operation.dseq <= twin.operations.length) return { ...told, status: 'duplicate', was: status, code }
    keep(twin, text)
    return { ...told, status, code }
  })
  const named = twin.stored().flatMap(operation => operation.blobs.map(blob => blob.sha256))
  const need_blobs = named.filter(sha => !twin.blobs.get(sha)?.stored)
  const stored = named.filter(sha => twin.blobs.get(sha)?.stored)
  const told = { acked: twin.operations.length, head: twin.heads.at(-1)!, epoch: twin.epoch, server_time: new Date().toISOString() }
  return ours({ ...told, ...receipt(twin, told), results, need_blobs, stored })
}

export function keep(twin: Twin, text: string): void {
  twin.operations.push(text)
  twin.heads.push(nextHead(twin.heads.at(-1)!, operationDigest(text)))
}

function pull(twin: Twin, { json }: Question): Response {
  if (json.cursor && json.cursor.epoch !== twin.epoch) return ours({ code: 'epoch', facts: { epoch: twin.epoch } }, 409)
  const from = json.cursor?.at ?? 0
  const changes = twin.changes.slice(from, from + 2)
  const at = from + changes.length
  return ours({
    changes, cursor: { epoch: twin.epoch, at }, more: at < twin.changes.length, digest: {}, epoch: twin.epoch,
    last_dseq: twin.operations.length, head: twin.heads.at(-1), server_time: new Date().toISOString(), min_proto: 1,
    ...twin.page,
  })
}

function standing(twin: Twin, sha: string): Response {
  const blob = twin.blobs.get(sha)
  const headers = { 'Upload-Offset': String(blob?.bytes.length ?? 0), 'Upload-Complete': blob?.stored ? '?1' : '?0' }
  return ours(null, blob?.stored ? 200 : 204, headers)
}

function piece(twin: Twin, sha: string, { headers, bytes }: Question): Response {
  const length = Number(headers.get('Upload-Length'))
  const blob = twin.blobs.get(sha) ?? { bytes: new Uint8Array(), length, stored: false }
  if (Number(headers.get('Upload-Offset')) !== blob.bytes.length) return standingAt(blob, 409)
  const digest = createHash('sha256').update(bytes).digest('base64')
  if (headers.get('Content-Digest') !== `sha-256=:${digest}:`) return ours({ code: 'hash_mismatch' }, 422)
  blob.bytes = Buffer.concat([blob.bytes, bytes])
  blob.stored = blob.bytes.length === length && sha256(blob.bytes) === sha
  twin.blobs.set(sha, blob)
  return standingAt(blob, blob.stored ? 201 : 204)
}

function standingAt(blob: Blob, status: number): Response {
  return ours(null, status, { 'Upload-Offset': String(blob.bytes.length), 'Upload-Complete': blob.stored ? '?1' : '?0' })
}

function ours(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(body === null ? null : JSON.stringify(body), { status, headers: { 'X-Mashang-Sync': '1', ...headers } })
}

async function read(path: string, init: RequestInit): Promise<Question> {
  const headers = new Headers(init.headers)
  const sent = init.body ? new Uint8Array(await new Response(init.body).arrayBuffer()) : new Uint8Array()
  const bytes = headers.get('Content-Encoding') === 'gzip' ? new Uint8Array(gunzipSync(sent)) : sent
  const isJson = headers.get('Content-Type') === 'application/json'
  return { path, method: init.method ?? 'GET', headers, bytes, signal: init.signal, json: isJson ? JSON.parse(Buffer.from(bytes).toString()) : {} }
}
