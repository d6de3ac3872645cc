/** The decoder in its own thread: pixels in, texts out; its wasm is ours, never a public network's. */

import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import { textOf } from '../rules/charset'
import type { Answer, Question } from './decoder'

const OPTIONS: ReaderOptions = { formats: ['QRCode'], textMode: 'Plain', maxNumberOfSymbols: 4 }

prepareZXingModule({
  overrides: { locateFile: (path: string) => (path.endsWith('.wasm') ? __WASM_URL__ : path) },
  fireImmediately: false,
})

addEventListener('message', async ({ data: { id, image } }: MessageEvent<Question>) => {
  postMessage(await answerTo(id, image))
})

async function answerTo(id: number, image: ImageData): Promise<Answer> {
  try {
    const codes = await readBarcodes(image, OPTIONS)
    const texts = codes.filter((code) => code.isValid).map((code) => textOf(code.bytes, code.text))
    return { id, texts: texts.filter((text): text is string => Boolean(text)) }
  } catch (error) {
    return { id, failure: String(error) }
  }
}
