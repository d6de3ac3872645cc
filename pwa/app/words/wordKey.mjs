// The short name of a Chinese sentence: with it the English goes out without repeating the Chinese (FNV-1a, 32 bits).

/** @param {string} chinese */
export function wordKey(chinese) {
  let hash = 0x811c9dc5
  for (let at = 0; at < chinese.length; at++) hash = Math.imul(hash ^ chinese.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(36)
}
