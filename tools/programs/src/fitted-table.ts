import { wrappedText } from './wrapped-text.ts';

/** A table of texts. */
export interface FittedTable {
  readonly head?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The side on which the cells of a column stand, `left` by default. */
  readonly align?: readonly ('left' | 'right')[];
  /** True if the last column is prose, which may be wrapped. */
  readonly prose?: boolean;
  /** Returns what takes the place of the table in a terminal that is too narrow for it; a list of the cells by default. */
  readonly narrow?: (columns: number) => string;
}

/** The most and the fewest characters in a line of prose beside other columns. */
const [LONGEST, SHORTEST] = [78, 40];

/**
 * Returns a table as lines of at most so many columns: with borders if they fit, else without, and in a narrow terminal as a
 * list of the cells of each row.
 */
export function fittedTable(table: FittedTable, columns = Infinity): string {
  const layouts = table.prose ? [prose] : [bordered, plain];
  const fitting = layouts.map(layout => layout(table, columns)).find(text => widthOf(text) <= columns);
  if (fitting !== undefined) return fitting;
  if (table.narrow !== undefined) return table.narrow(columns);
  return table.prose ? described(table, columns) : listed(table, columns);
}

/** The table with borders, and its last column wrapped if it has room. */
function prose(table: FittedTable, columns: number): string {
  const others = widthsOf(table).slice(0, -1);
  const borders = 4 + 3 * others.length;
  const room = Math.min(LONGEST, columns - borders - others.reduce((sum, width) => sum + width, 0));
  const last = (text: string): string => (room < SHORTEST ? text : wrappedText(text, { columns: room }));
  return bordered({ ...table, rows: table.rows.map(row => [...row.slice(0, -1), last(row.at(-1)!)]) });
}

function bordered(table: FittedTable): string {
  const { head, rows } = table;
  const widths = widthsOf(table);
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map(width => '─'.repeat(width + 2)).join(middle) + right;
  const linesOf = (row: readonly string[]): string[] =>
    splitRow(row).map(cells => `│ ${padded(cells, table, widths).join(' │ ')} │`);
  return [
    rule('┌', '┬', '┐'),
    ...(head === undefined ? [] : [...linesOf(head), rule('├', '┼', '┤')]),
    ...rows.flatMap(linesOf),
    rule('└', '┴', '┘'),
  ].join('\n');
}

function plain(table: FittedTable): string {
  const widths = widthsOf(table);
  return allOf(table)
    .map(row => padded(row, table, widths).join('  ').trimEnd())
    .join('\n');
}

function padded(cells: readonly string[], { align = [] }: FittedTable, widths: readonly number[]): string[] {
  return cells.map((text, i) => (align[i] === 'right' ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)));
}

/** A row with cells of several lines as so many rows. */
function splitRow(row: readonly string[]): string[][] {
  const cells = row.map(cell => cell.split('\n'));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, i) => cells.map(lines => lines[i] ?? ''));
}

/** Each row as its first cell, with the others in lines below. */
function listed({ head = [], rows }: FittedTable, columns: number): string {
  const names = head.slice(1);
  const width = Math.max(...names.map(({ length }) => length));
  const line = (cell: string, i: number): string =>
    wrappedText(`  ${(names[i] ?? '').padEnd(width)}  ${cell}`, { columns, hang: '    ' });
  // An empty cell has no line.
  const cells = (row: readonly string[]): string[] =>
    row.slice(1).flatMap((cell, i) => (cell === '' ? [] : [line(cell, i)]));
  const title = (text: string): string => wrappedText(text, { columns });
  const all = rows.flatMap(row => [title(row[0]!), ...cells(row)]);
  return (head[0] ? [title(head[0]), ...all] : all).join('\n');
} // prettier-ignore

/** Each row as a paragraph. */
function described({ rows }: FittedTable, columns: number): string {
  return rows.map(row => wrappedText(row.join(': '), { columns, hang: '  ' })).join('\n');
}

function allOf({ head, rows }: FittedTable): readonly (readonly string[])[] {
  return head === undefined ? rows : [head, ...rows];
}

function widthsOf(table: FittedTable): number[] {
  const all = allOf(table);
  return all[0]!.map((_, i) => Math.max(...all.map(row => widthOf(row[i] ?? ''))));
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map(({ length }) => length));
}
