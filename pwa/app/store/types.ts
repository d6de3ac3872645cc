/** The types screens work with: records, operations, and what waits. */

export type * from '../rules/records'
export type * from '../rules/operations'
export type * from '../rules/waiting'
export type { Keeping } from './keeping'
