/** At most so many characters describe a page. */
const MOST = 200;

/** Returns the first paragraph of a page in Markdown as plain text, or undefined if it begins with something else. */
export function firstParagraph(markdown: string): string | undefined {
  const paragraph = /^# .+\n+((?:[^\n#|<`>-].*\n?)+)/m.exec(markdown)?.[1];
  if (paragraph === undefined) return undefined;
  const text = paragraph
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*`]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.length <= MOST ? text : `${text.slice(0, MOST).replace(/\W*\s\S*$/, '')} …`;
}
