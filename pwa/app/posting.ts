// What the small scripts of single pages send as JSON, and the server's sentence where it is refused.
export class Problem extends Error {
  constructor(detail: string, readonly code: string) {
    super(detail)
  }
}

export async function post(address: string, body: unknown) {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const said = await answer.json()
  if (!answer.ok) throw new Problem(said.detail, said.code)
  return said
}
