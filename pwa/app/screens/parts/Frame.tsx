/** What every screen has: its heading, the saved-and-sent line, and one action under the thumb. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../../words'
import { BackIcon } from './icons'
import { StatusLine } from './StatusLine'
import { Tabs } from './Tabs'

interface Props {
  title: string
  /** Said above the heading, small. */
  over?: string
  /** Where the arrow leads; without one the screen stands at the top and shows the tabs. */
  back?: string
  action?: ComponentChildren
  children: ComponentChildren
}

export function Frame({ title, over, back, action, children }: Props) {
  return (
    <div class={back ? 'screen' : 'screen screen-top'}>
      <header class="head">
        {back && <a class="round" href={`#/${back}`} aria-label={t('返回')}><BackIcon /></a>}
        <div class="head-words">
          {over && <p class="over">{over}</p>}
          <Heading>{title}</Heading>
        </div>
      </header>
      <StatusLine />
      <main class="body">{children}</main>
      {action && <footer class="action">{action}</footer>}
      {!back && <Tabs />}
    </div>
  )
}

/** The screen's first line takes the focus, so that a screen reader says where one is. */
export function Heading({ children }: { children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [])
  return <h1 ref={heading} tabIndex={-1}>{children}</h1>
}
