/** Returns a value in a word, for an error: a text in quotes, a class by its name. */
export function printed(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'object' && value !== null
    ? ((value.constructor as { readonly name: string } | undefined)?.name ?? 'Object')
    : String(value);
}
