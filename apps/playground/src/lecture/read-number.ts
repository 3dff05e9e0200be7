/** Returns the number in a text, limited to a range; `otherwise` if there is no text, or it is not a number. */
export function readNumber(
  text: string | undefined,
  { least, most, otherwise }: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  const value = text === undefined || text.trim() === '' ? NaN : Number(text);
  return Number.isNaN(value) ? otherwise : Math.min(Math.max(value, least), most);
}
