/** The text inside a code's bytes: the twin of server/evidence/charset.py. */

const BYTE_ORDER_MARK = '\ufeff'

/** UTF-8 if the bytes allow it, then what the engine made of them if it makes sense, then GB18030; else nothing. */
export function textOf(raw: Uint8Array, engineText?: string): string | null {
  const text = decoded(raw, 'utf-8')
  if (text !== null) return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
  if (engineText && makesSense(engineText)) return engineText
  return decoded(raw, 'gb18030')
}

function decoded(raw: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    return null
  }
}

/** Latin-1 letters, half-width kana and replacement characters are the marks of a wrong guess. */
function makesSense(text: string): boolean {
  return !/[\u0080-\u00ff\uff61-\uff9f\ufffd]/.test(text)
}
