/** Returns the beginning of a plain value as JSON, for errors. */
export function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}
