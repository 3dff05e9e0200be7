import { expect, it } from 'vitest';
import { guides } from './documents.ts';

/** The header rows of the tables of a text that leave a column without a name. */
function namelessIn(text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  const headers = [...prose.matchAll(/^(\|.*\|) *\n\|[ :|-]+\| *$/gm)].map(match => match[1]!);
  return headers.filter(header => /\|\s*\|/.test(header));
}

it('each column of a table has a name, which a screen reader reads out before each cell', () => {
  const nameless = guides().flatMap(({ path, text }) => namelessIn(text).map(header => `${path}: ${header}`));
  expect(nameless).toEqual([]);
});

it('finds a column without a name, and none in rows or in code', () => {
  const header = '| a | |\n|---|---|\n';
  expect(namelessIn(`${header}| 1 | 2 |\n\n\`\`\`md\n${header}\`\`\`\n`)).toEqual(['| a | |']);
  expect(namelessIn('| a | b |\n| - | -: |\n| 1 | |\n')).toEqual([]);
});
