/** Pages of our own server that a script takes apart; nothing that runs is made of their text. */
import { policy } from './trusted'

export const ownPages = policy('mashang-pages', {
  createHTML: (page: string) => page,
  createScript: () => '',
})
