/** Addresses and the stamp that build.mjs writes into the bundles. */
declare const __BUILD__: string
declare const __DECODER_URL__: string
declare const __JOURNAL_URL__: string
declare const __WASM_URL__: string

declare module '*.txt' {
  const text: string
  export default text
}
