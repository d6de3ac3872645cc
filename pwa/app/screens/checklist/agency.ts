/** An agency by the short name its colleagues use. */
import { agencies } from '../../store'

export function agencyInWords(code: string): string {
  const agency = agencies.value.get(code)
  return agency?.short_name || agency?.name || code
}
