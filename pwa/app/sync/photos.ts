/** Sends photos after their operations, the smallest first, in pieces that resume where the server stands. */
import { announce } from '../store/changes'
import { digestOf } from '../store/photoBytes'
import type { Photo } from '../store/database'
import { bytesOf, nextPhoto, notePhoto } from '../store/photoQueue'
import { tidy } from '../store/room'
import { wire } from '../store/outboxView'
import { refreshVisits } from '../store/view'
import { pushAll, type Door } from './push'
import { Stopped } from './stopped'
import { sendThumbnails } from './thumbnails'
import { ask, type Answer } from './transport'

const LARGEST = 256 * 1024
const SMALLEST = 64 * 1024
const PATIENCE = 90_000

/** Smaller after a piece that did not arrive, larger again after those that did. */
let pieceSize = LARGEST

/** A photo the server cannot take now is tried again in the next round and holds up no other. */
export async function sendPhotos(door?: Door): Promise<void> {
  await sendThumbnails()
  const tried = new Set<string>()
  let refused: Stopped | null = null
  for (let photo = await nextPhoto(tried); photo; photo = await nextPhoto(tried)) {
    tried.add(photo.sha256)
    refused = (await sendPhoto(photo)) ?? refused
    await pushAll(door)
  }
  if (refused) throw refused
  await tidy(Date.now())
}

/** The bytes are hashed again before they leave: a damaged photo is said, never sent under a wrong name. */
async function sendPhoto({ sha256, sent }: Photo): Promise<Stopped | null> {
  const bytes = await bytesOf(sha256)
  const whole = bytes && (await digestOf(bytes)) === sha256
  if (!whole) await note(sha256, { state: 'damaged' })
  wire.photo = sha256
  try {
    if (whole) await sendPieces(sha256, bytes, sent)
    return null
  } catch (problem) {
    if (problem instanceof Stopped && ['mismatch', 'too_large', 'undeclared'].includes(problem.why)) return problem
    throw problem
  } finally {
    wire.photo = null
    announce('sent')
  }
}

/** A photo of which nothing has gone yet is not asked after first: where the server has some of it, it says so (409). */
async function sendPieces(sha256: string, bytes: ArrayBuffer, before: number): Promise<void> {
  let sent = before ? await standing(sha256) : 0
  while (sent !== null) {
    sent = await sendPiece(sha256, bytes, sent)
    if (sent !== null) await note(sha256, { sent })
  }
  await note(sha256, { state: 'stored', sent: bytes.byteLength })
}

/** How many bytes the server has; null when it has them all. */
async function standing(sha256: string): Promise<number | null> {
  const answer = await ask(`/sync/v1/blob/${sha256}`, { method: 'HEAD', also: [404] })
  return answer.status === 404 ? 0 : placeAfter(answer)
}

async function sendPiece(sha256: string, bytes: ArrayBuffer, from: number): Promise<number | null> {
  try {
    const place = await patch(sha256, bytes, from)
    pieceSize = Math.min(LARGEST, pieceSize * 2)
    return place
  } catch (problem) {
    pieceSize = Math.max(SMALLEST, pieceSize / 2)
    throw problem
  }
}

async function patch(sha256: string, bytes: ArrayBuffer, from: number): Promise<number | null> {
  const piece = bytes.slice(from, from + pieceSize)
  const answer = await ask<{ code?: string }>(`/sync/v1/blob/${sha256}`, {
    method: 'PATCH',
    body: piece,
    headers: {
      'Content-Type': 'application/partial-upload',
      'Content-Digest': `sha-256=:${await base64Digest(piece)}:`,
      'Upload-Offset': String(from),
      'Upload-Length': String(bytes.byteLength),
      'Upload-Complete': from + piece.byteLength === bytes.byteLength ? '?1' : '?0',
    },
    also: [409],
    patience: PATIENCE,
  })
  const place = placeAfter(answer)
  if (place === from && answer.status !== 409) throw new Stopped('busy')
  return place
}

function placeAfter({ status, headers }: Answer<unknown>): number | null {
  if (status === 201 || headers.get('Upload-Complete') === '?1') return null
  return Number(headers.get('Upload-Offset')) || 0
}

async function note(sha256: string, news: Parameters<typeof notePhoto>[1]): Promise<void> {
  await notePhoto(sha256, news)
  await refreshVisits()
}

async function base64Digest(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return btoa(String.fromCharCode(...digest))
}
