export function wordKey(chinese: string): string
