import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { csv } from '@thalweg/readers';
import { parse } from 'csv-parse';
import type { RatioRow } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

const VEGA = fileURLToPath(new URL('../../../../node_modules/vega-datasets/data/', import.meta.url));
const FILES = ['seattle-weather.csv', 'flights-airport.csv', 'airports.csv', 'github.csv', 'stocks.csv'];

/** CSV through to columns, which takes at most half the time of csv-parse to records. */
export const csvFiles: readonly RatioRow[] = FILES.map(name => ({
  name: `data: CSV of about 10 MB, the rows of ${name} again and again`,
  ours: 'csv, to columns',
  reference: 'csv-parse',
  bar: 0.5,
  turns: 4,
  async prepare(size) {
    const folder = mkdtempSync(join(tmpdir(), 'csv-'));
    const path = repeatedFile(name, join(folder, name), bySize(size, 1e7, 1e5));
    const [ours, theirs] = [await rowsInTables(path), await rowsOfCsvParse(path)];
    if (ours !== theirs) throw new Error(`${name} must have as many rows for both, got ${ours} and ${theirs}`);
    return {
      ours: once(() => rowsInTables(path)),
      reference: once(() => rowsOfCsvParse(path)),
      close: () => rmSync(folder, { recursive: true }),
    };
  },
}));

/** Writes the rows of a small file again and again, and returns the path. */
function repeatedFile(name: string, path: string, bytes: number): string {
  const [header, ...rows] = readFileSync(VEGA + name, 'utf8')
    .trimEnd()
    .split(/\r?\n/);
  const body = `${rows.join('\n')}\n`;
  writeFileSync(path, `${header}\n${body.repeat(Math.ceil(bytes / body.length))}`);
  return path;
}

async function rowsInTables(path: string): Promise<number> {
  const reading = csv(path).reader.tables!.read(0, 0);
  let rows = 0;
  for (let table; (table = await reading.next()) !== undefined;) rows += table.rows;
  return rows;
}

async function rowsOfCsvParse(path: string): Promise<number> {
  let rows = 0;
  const parser = createReadStream(path).pipe(parse({ columns: true }));
  await new Promise((resolve, reject) => {
    parser.on('readable', () => {
      while (parser.read() !== null) rows++;
    });
    parser.on('end', resolve).on('error', reject);
  });
  return rows;
}
