/** The page that reads photos as the app does, for the table of readers. */
import { readStill } from '../pwa/app/scan/still'

declare global {
  interface Window {
    readPhoto(address: string): Promise<{ texts: string[]; milliseconds: number }>
  }
}

window.readPhoto = async address => {
  const photo = new File([await (await fetch(address)).blob()], address)
  const began = performance.now()
  const hits = await readStill(photo)
  return { texts: hits.map(hit => hit.text), milliseconds: performance.now() - began }
}
