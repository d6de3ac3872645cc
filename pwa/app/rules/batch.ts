/** How much goes into one push. */

// A megabyte of operations packs to about a quarter; more of them at once spare the server, fewer a bad line (push.ts).
export const MOST_OPERATIONS = 500
export const MOST_BYTES = 1024 * 1024

/** The leading texts that fit into one push; the first always goes, whatever its size. */
export function fitting(texts: string[], most: number, bytes: number = MOST_BYTES): string[] {
  let size = 0
  const end = texts.findIndex((text, place) => place >= most || ((size += utf8Length(text)) > bytes && place > 0))
  return end < 0 ? texts : texts.slice(0, end)
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length
}
