/** What is being typed stays where it is on the screen, whatever arrives above it from a colleague. */
import { useLayoutEffect } from 'preact/hooks'

/** Called while drawing, when the page still stands as it was. Safari keeps no place by itself. */
export function useStill(): void {
  const field = document.activeElement
  const before = isTyped(field) ? field.getBoundingClientRect().top : null
  useLayoutEffect(() => {
    if (before !== null && field?.isConnected) scrollBy({ top: field.getBoundingClientRect().top - before, behavior: 'instant' })
  })
}

function isTyped(field: Element | null): field is HTMLElement {
  return field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement
}
