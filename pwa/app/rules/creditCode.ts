/** The unified social credit code (GB 32100-2015): the twin of server/registry/credit_code.py. */

export const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
const LOOK_ALIKE: Record<string, string> = { O: '0', I: '1', S: '5', Z: '2' }
const CONFUSED = ['0DQ', '17L', '2Z', '5S', '6G', '8B', 'UWY', 'MN', 'EF', 'PR']
const MOST_SUGGESTIONS = 5

const WELL_FORMED = new RegExp(`^[${ALPHABET}]{2}[0-9]{6}[${ALPHABET}]{10}$`)

/** Full-width forms and the ideographic blank as the keyboard's own. */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ')
}

/** What was typed or printed, in half-width capitals without blanks and dashes. */
export function normalise(text: string): string {
  return halfWidth(text)
    .replace(/[ \t\r\n\u00a0\u2010-\u2015-]+/g, '')
    .replace(/[a-z]+/g, (run) => run.toUpperCase())
}

/** Whether the text has the shape of a credit code; says nothing about its check digit. */
export function isWellFormed(code: string): boolean {
  return WELL_FORMED.test(code)
}

/** The eighteenth character that GB 32100 asks for. */
export function checkCharacter(first17: string): string {
  let total = 0
  let weight = 1
  for (const character of first17) {
    total += ALPHABET.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return ALPHABET.charAt((31 - (total % 31)) % 31)
}

/** A wrong check digit is a warning only: Fujian's pilot codes of 2015 are real and fail it. */
export function checkDigitOk(code: string): boolean {
  return isWellFormed(code) && checkCharacter(code.slice(0, 17)) === code[17]
}

/** Whether nine characters are an organisation code (GB 11714), as in places 9 to 17 of a credit code. */
export function organisationCodeOk(code: string): boolean {
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return false
  const total = ORGANISATION_WEIGHTS.reduce(
    (sum, weight, place) => sum + parseInt(code.charAt(place), 36) * weight,
    0,
  )
  return '0123456789X0'.charAt(11 - (total % 11)) === code[8]
}

/** Whether the text has the shape of the fifteen-digit number on licences before 2015. */
export function isRegistrationNumber(text: string): boolean {
  return /^[0-9]{15}$/.test(text)
}

/** ISO 7064 MOD 11,10 over all fifteen digits. */
export function registrationNumberOk(number: string): boolean {
  if (!isRegistrationNumber(number)) return false
  let carry = 10
  for (const digit of number.slice(0, 14)) carry = (((carry + Number(digit)) % 10 || 10) * 2) % 11
  return (carry + Number(number[14])) % 10 === 1
}

/** Credit codes that a slip of eye or finger could have turned into this text, the likeliest first. */
export function suggestions(text: string): string[] {
  const typed = normalise(text)
  if ([...typed].length !== 18 || checkDigitOk(typed)) return []
  const code = typed.replace(/[OISZ]/g, (letter) => LOOK_ALIKE[letter] ?? letter)
  const near = new Set([code, ...confusions(code), ...swaps(code)])
  const right = [...near].filter(checkDigitOk)
  const whole = right.filter((one) => organisationCodeOk(one.slice(8, 17)))
  const partly = right.filter((one) => !organisationCodeOk(one.slice(8, 17)))
  return [...whole, ...partly].slice(0, MOST_SUGGESTIONS)
}

function confusions(code: string): string[] {
  return [...code].flatMap((character, place) =>
    CONFUSED.filter((group) => group.includes(character))
      .flatMap((group) => [...group])
      .filter((other) => other !== character)
      .map((other) => code.slice(0, place) + other + code.slice(place + 1)),
  )
}

function swaps(code: string): string[] {
  return Array.from(
    { length: 17 },
    (_, place) =>
      code.slice(0, place) + code.charAt(place + 1) + code.charAt(place) + code.slice(place + 2),
  )
}
