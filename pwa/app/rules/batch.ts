/** How much goes into one push. */

export const MOST_OPERATIONS = 100
export const MOST_BYTES = 256 * 1024

/** The leading texts that fit into one push; the first always goes, whatever its size. */
export function fitting(texts: string[], most: number, bytes: number = MOST_BYTES): string[] {
  let size = 0
  const end = texts.findIndex((text, place) => place >= most || ((size += utf8Length(text)) > bytes && place > 0))
  return end < 0 ? texts : texts.slice(0, end)
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length
}
