/** What stands in a scanned text: the twin of server/registry/license_text.py. */

const LONGEST_TEXT = 4296

const HIDDEN =
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{d800}-\u{dfff}]/gu
// The character in front is taken along and cut off: Safari before 16.4 cannot look behind.
const ADDRESS =
  /(?<front>^|[^A-Za-z0-9/%=&?._@-])[hH][tT]{2}[pP][sS]?:\/\/(?<host>[A-Za-z0-9.-]{1,253})(?::(?<port>[0-9]{1,5}))?(?<rest>[/?#][!#$%&'()*+,./0-9:=?@A-Z[\]_a-z{}~-]*)?(?=$|[ \t\n;|"<>,\u3001-\u3003\u300a-\u3011\uff08-\uff1e])/g

/** A web address in a scanned text; it is shown and taken apart, never opened. */
export interface Address {
  url: string
  host: string
  port: string
  path: string
  query: [name: string, value: string][]
}

/** The text without hidden characters, with one kind of line end, no longer than a code can hold. */
export function clean(text: string): string {
  const held = [...text.slice(0, 2 * LONGEST_TEXT)].slice(0, LONGEST_TEXT).join('')
  return strip(held.replace(/\r\n|\n\r|\r/g, '\n').replace(HIDDEN, ''), ' \t\n\u3000')
}

/** Keys and values of lines, pipes or semicolons; the colon may be full-width. */
export function pairs(text: string): [key: string, value: string][] {
  return text.split(/[\n|;；]/).flatMap((part): [string, string][] => {
    const colon = part.search(/[:：]/)
    if (colon < 0) return []
    const key = part.slice(0, colon).replace(/[ \t\u3000]/g, '')
    return [[key, strip(part.slice(colon + 1), ' \t\u3000')]]
  })
}

/** Every http(s) address that stands free; one with a user part or a foreign letter in its host is none. */
export function addresses(text: string): Address[] {
  return [...text.matchAll(ADDRESS)].map(takenApart)
}

/** Percent escapes as text; what is no UTF-8 becomes replacement characters. */
export function unescape(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = run.split('%').slice(1).map((pair) => parseInt(pair, 16))
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new Uint8Array(bytes))
  })
}

function takenApart(found: RegExpMatchArray): Address {
  const { front = '', host = '', port = '', rest: printed = '' } = found.groups ?? {}
  const rest = printed.split('&quot')[0] ?? ''
  const url = found[0].slice(front.length, found[0].length - printed.length) + rest
  const [path = '', query] = cut(rest.split('#')[0] ?? '', '?')
  return { url, host: host.toLowerCase(), port, path, query: parameters(query) }
}

function parameters(query: string): [string, string][] {
  return query
    .split('&')
    .filter(Boolean)
    .map((part) => {
      const [name, value] = cut(part, '=')
      return [unescape(name), unescape(value)]
    })
}

function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function strip(text: string, blanks: string): string {
  let start = 0
  let end = text.length
  while (start < end && blanks.includes(text.charAt(start))) start += 1
  while (end > start && blanks.includes(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

