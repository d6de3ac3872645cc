/** English for every Chinese sentence of the app. */
import { checking } from './english/checking'
import { closing } from './english/closing'
import { field } from './english/field'
import { judging } from './english/judging'
import { presenting } from './english/presenting'
import { printing } from './english/printing'
import { keeping } from './english/keeping'
import { reporting } from './english/reporting'
import { resulting } from './english/resulting'
import { scanning } from './english/scanning'
import { sending } from './english/sending'
import { signing } from './english/signing'
import { timing } from './english/timing'
import { visiting } from './english/visiting'

export const english: Record<string, string> = {
  ...field, ...visiting, ...scanning, ...checking, ...closing, ...sending, ...signing, ...keeping, ...presenting, ...printing, ...reporting, ...resulting, ...judging, ...timing,
}
