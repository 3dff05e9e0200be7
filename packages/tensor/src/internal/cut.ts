/** Returns a text, or its first characters if it has more than so many: what comes from a file may be of any length. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
