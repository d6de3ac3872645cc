/** The whole outbox as one file: the last way out of a phone that cannot send. See docs/protocol.md, "The outbox file". */
import { archiveEnd, packed, type Packed } from '../rules/zip'
import { unboxed } from './box'
import { withDatabase, type Photo } from './database'
import { readMeta, UNTOUCHED } from './meta'
import { textOf } from './operationTexts'
import { digestOf } from './photoBytes'
import { bytesOf, thumbnailBytes } from './photoQueue'

type Member = [name: string, bytes: Uint8Array<ArrayBuffer>]
type Part = () => Promise<Member | null>

/** Everything not let go yet; photos the server has are left out. */
export async function outboxFile(): Promise<File> {
  const [photos, strays] = await Promise.all([unsentPhotos(), withDatabase(db => db.getAll('strays'))])
  const rows = await withDatabase(db => db.getAll('operations'))
  const made = new Date()
  const parts: Part[] = [
    async () => ['outbox.json', utf8(JSON.stringify(await contents(photos, made), null, 1))],
    ...rows.map((row): Part => async () => [`operations/${String(row.dseq).padStart(8, '0')}.json`, utf8(await textOf(row))]),
    ...strays.map(({ digest, sealed }): Part => async () => [`strays/${digest}.json`, utf8(await unboxed(sealed, `stray/${digest}`))]),
    ...photos.map(({ sha256 }): Part => () => photoMember(sha256)),
  ]
  return new File(await archive(parts, made), `mashang-${made.toISOString().slice(0, 16).replace(/[-T:]/g, '')}.zip`, { type: 'application/zip' })
}

async function contents(photos: Photo[], made: Date) {
  const [me, device, base, chain, acked, receipt] = await Promise.all([
    readMeta('me'), readMeta('device'), readMeta('base'), readMeta('chain'), readMeta('acked'), readMeta('receipt'),
  ])
  const { head, dseq } = chain ?? UNTOUCHED.chain
  return {
    format: 'mashang-outbox', v: 1, device, account: me?.account.id, name: me?.account.name, made_at: made.toISOString(), app: __BUILD__,
    from: (base ?? UNTOUCHED.base).dseq + 1, to: dseq, before: base ?? UNTOUCHED.base, head, acked: (acked ?? UNTOUCHED.acked).dseq, receipt,
    photos: photos.map(({ sha256, size, mime, role, dseq }) => ({ sha256, size, mime, role, dseq })),
  }
}

async function unsentPhotos(): Promise<Photo[]> {
  return (await withDatabase(db => db.getAll('photos'))).filter(photo => photo.state !== 'stored')
}

/** One after the other: each is handed to the browser before the next one is read. */
async function archive(parts: Part[], made: Date): Promise<Blob[]> {
  const blobs: Blob[] = []
  const listed: Packed['listed'][] = []
  let at = 0
  for (const part of parts) {
    const member = await part()
    if (!member) continue
    const [name, content] = member
    const { header, listed: line, size } = packed(name, content, at, made)
    blobs.push(new Blob([header, content]))
    listed.push(line)
    at += size
  }
  const directory = new Blob(listed)
  return [...blobs, directory, new Blob([archiveEnd(listed.length, directory.size, at)])]
}

/** What is left of a damaged photo goes under a name of its own, so that the rest of the file can still be taken in. */
async function photoMember(sha256: string): Promise<Member | null> {
  const bytes = await bytesOf(sha256)
  if (bytes && (await digestOf(bytes)) === sha256) return [`photos/${sha256}`, new Uint8Array(bytes)]
  const rest = bytes ?? (await thumbnailBytes(sha256))
  return rest && [`damaged/${sha256}.jpg`, new Uint8Array(rest)]
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
