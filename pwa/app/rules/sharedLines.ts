/** 一表通查: for which lines of a visit's items one answer stands, and for which agency it counts; the server's rule, word for word. */

/** An item that an agency came to inspect, with the shared line each of its lines belongs to, if any. */
export interface OnVisit {
  agency: string
  item: string
  version: string
  shared: Record<string, string>
}

/** A line that the answer stands for; `counts_for` is the other agency it counts for, null for one's own. */
export interface Place {
  item: string
  version: string
  line: string
  counts_for: string | null
}

/** Every line of the visit that the shared line stands for; none unless one's own agency came with one of them. */
export function places(shared: string, items: OnVisit[], own: string): Place[] {
  const found = items.flatMap(each =>
    Object.entries(each.shared).flatMap(([line, name]) => (name === shared ? [{ ...each, line }] : [])))
  if (!found.some(each => each.agency === own)) return []
  return found.map(({ agency, item, version, line }) => ({ item, version, line, counts_for: agency === own ? null : agency }))
}
