/** Two fast taps at one spot: the second was meant for the button that stood there before, not for the one that came. */

const SOON = 500
const NEAR = 24

interface Tap {
  at: number
  x: number
  y: number
}

let last: Tap = { at: -SOON, x: 0, y: 0 }
let before = last

document.addEventListener('click', event => {
  before = last
  last = { at: event.timeStamp, x: event.clientX, y: event.clientY }
}, { capture: true })

/** True where this tap repeats the one before at the same spot, and what it hits appeared between the two. */
export function isRepeated(event: MouseEvent, appearedAt: number): boolean {
  const byKeyboard = event.detail === 0
  const near = Math.hypot(event.clientX - before.x, event.clientY - before.y) < NEAR
  return !byKeyboard && near && event.timeStamp - before.at < SOON && before.at < appearedAt
}
