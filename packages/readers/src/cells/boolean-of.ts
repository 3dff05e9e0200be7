/** Returns the value of `true` or `false`, also written `True` or `TRUE`; `undefined` for any other text. */
export function booleanOf(text: string): boolean | undefined {
  if (text === 'true' || text === 'True' || text === 'TRUE') return true;
  return text === 'false' || text === 'False' || text === 'FALSE' ? false : undefined;
}
