/** Whose a learned code is, as this phone sees it: the server's record with the phone's own words applied. */
import type { Bodies, Operation } from './operations'
import type { CodeName, LearnedCode } from './records'

/** The one enterprise the code stands for, once that is established and nobody doubts it. */
export function standsFor(code: LearnedCode | null): CodeName | null {
  return code?.names.find(name => name.state === 'confirmed') ?? null
}

/** `known` lends the names of enterprises that only their credit code names here. */
export function withOwnWords(record: LearnedCode | null, operations: Operation[], known: (creditCode: string) => string): LearnedCode | null {
  const seen = operations.reduce<CodeName[]>((names, operation) => heard(names, operation, known), record?.names ?? [])
  const [first] = operations
  if (!record && !first) return null
  const id = record?.id ?? first!.entity_id
  const code = record?.code ?? (first as Operation<'code.named'>).body.code
  const names = seen.length > 1 ? seen.map(name => ({ ...name, state: 'doubtful' as const })) : seen
  return { id, code, state: names[0]?.state ?? 'doubtful', names }
}

function heard(names: CodeName[], operation: Operation, known: (creditCode: string) => string): CodeName[] {
  if (operation.kind === 'code.challenged') return challenged(names, operation as Operation<'code.challenged'>)
  const { credit_code } = operation.body as Bodies['code.named']
  const others = takenBack(names.filter(name => name.credit_code !== credit_code), operation.account)
  const before = names.find(name => name.credit_code === credit_code) ?? stranger(credit_code, known(credit_code))
  const said_by = [...new Set([...before.said_by, operation.account])]
  const state = before.state === 'named' && said_by.length > 1 ? 'confirmed' : before.state
  return [{ ...before, said_by, state }, ...others]
}

/** One doubt is enough. */
function challenged(names: CodeName[], { account, body }: Operation<'code.challenged'>): CodeName[] {
  const doubted = names.map(name => (name.credit_code === body.credit_code ? { ...name, state: 'doubtful' as const } : name))
  return takenBack(doubted, account)
}

/** Whoever says something else has taken back what he said before; what nobody says any more is gone. */
function takenBack(names: CodeName[], account: string): CodeName[] {
  return names.flatMap(name => {
    if (!name.said_by.includes(account)) return [name]
    const said_by = name.said_by.filter(other => other !== account)
    return said_by.length > 0 || name.state === 'confirmed' ? [{ ...name, said_by }] : []
  })
}

function stranger(creditCode: string, name: string): CodeName {
  return { id: null, name, credit_code: creditCode, industry_name: '', state: 'named', agency_name: '', said_by: [] }
}
