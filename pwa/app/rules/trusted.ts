/** Where Trusted Types ask: a script only from our own addresses; the policies are named in the server's CSP. */
interface Policies {
  createPolicy<T>(name: string, rules: T): T
}

const OWN_SCRIPT = /^\/(?:assets\/[\w.-]+|service-worker)\.js$/

const scripts = policy('mashang-scripts', {
  createScriptURL(address: string) {
    if (!OWN_SCRIPT.test(address)) throw new TypeError(`no script of ours: ${address}`)
    return address
  },
})

/** The address of a worker or service worker, as the browser wants it vouched for. */
export function ownScript(address: string): string {
  return scripts.createScriptURL(address)
}

/** The rules as a policy that the browser knows; where it asks for none, the rules themselves. */
export function policy<T>(name: string, rules: T): T {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
  return policies?.createPolicy(name, rules) ?? rules
}
