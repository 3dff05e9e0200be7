/** Says what a value is that should be another: its class, or itself. */
export function kindOf(value: unknown): string {
  return value === null || typeof value !== 'object' ? String(value) : value.constructor.name;
}
