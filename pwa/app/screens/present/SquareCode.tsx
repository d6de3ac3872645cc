/** The square code itself: always dark on white, as every reader expects it. */
import { squareCode } from '../../rules/squareCode'
import { t } from '../../words'

const MARGIN = 4

interface Props {
  address: string
  digits: string
  /** What it is, for whoever cannot see it. */
  name?: string
}

export function SquareCode({ address, digits, name = t('亮码的二维码') }: Props) {
  const squares = squareCode(address, digits) ?? squareCode('', digits)
  if (!squares) return null
  const side = squares.length + 2 * MARGIN
  return (
    <svg class="square-code" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={name} shape-rendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path fill="#000" d={squares.map((row, y) => rowPath(row, y + MARGIN)).join('')} />
    </svg>
  )
}

function rowPath(row: boolean[], y: number): string {
  return row.map((dark, x) => (dark ? `M${x + MARGIN} ${y}h1v1h-1z` : '')).join('')
}
