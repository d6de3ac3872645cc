/** Two copies of one chain, compared: what each lacks, and where they part. */

export interface Link {
  dseq: number
  /** Number and digest; equal keys are equal operations. */
  key: string
}

export interface Difference {
  /** Numbers the database lacks and the journal has. */
  bring: number[]
  /** From here on the journal is written anew from the database; null where it lacks nothing. */
  write: number | null
  /** Numbers under which the journal holds other operations than the database. */
  strays: number[]
}

/** `base` is the last operation let go on purpose; up to it neither copy owes anything. */
export function compare(journal: Link[], stored: Link[], base: number): Difference {
  const inJournal = new Map(journal.map(({ dseq, key }) => [dseq, key]))
  const inStore = new Map(stored.map(({ dseq, key }) => [dseq, key]))
  const apart = stored.find(({ dseq, key }) => inJournal.has(dseq) && inJournal.get(dseq) !== key)?.dseq ?? Infinity
  const lacks = stored.find(({ dseq }) => dseq > base && !inJournal.has(dseq))
  const write = Math.min(apart, lacks?.dseq ?? Infinity)
  const strays = journal.filter(({ dseq }) => dseq >= apart && inStore.get(dseq) !== inJournal.get(dseq))
  const bring = journal.filter(({ dseq }) => dseq > base && dseq < apart && !inStore.has(dseq))
  return {
    bring: bring.map(({ dseq }) => dseq),
    write: write === Infinity ? null : write,
    strays: strays.map(({ dseq }) => dseq),
  }
}
