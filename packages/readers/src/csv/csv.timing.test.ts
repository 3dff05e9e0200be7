import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { csv } from '@thalweg/readers';
import { parse } from 'csv-parse';
import { afterAll, describe, expect, it } from 'vitest';

const vega = fileURLToPath(new URL('../../../../node_modules/vega-datasets/data/', import.meta.url));
const folder = mkdtempSync(`${tmpdir()}/csv-`);
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of about 10 MB: the rows of a small one again and again. */
function repeated(name: string): string {
  const text = readFileSync(vega + name, 'utf8');
  const [header, ...rows] = text.trimEnd().split(/\r?\n/) as [string, ...string[]];
  const body = `${rows.join('\n')}\n`;
  const path = `${folder}/${name}`;
  writeFileSync(path, `${header}\n${body.repeat(Math.ceil(1e7 / body.length))}`);
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

async function leastTime(work: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < 4; run++) {
    const start = performance.now();
    await work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

describe('CSV through to columns', () => {
  it.each(['seattle-weather.csv', 'flights-airport.csv', 'airports.csv', 'github.csv', 'stocks.csv'])(
    'takes at most half the time of csv-parse: %s',
    async name => {
      const path = repeated(name);
      expect(await rowsInTables(path)).toBe(await rowsOfCsvParse(path));
      const ours = await leastTime(() => rowsInTables(path));
      const theirs = await leastTime(() => rowsOfCsvParse(path));
      console.log(`${name}: ${(theirs / ours).toFixed(1)} times the rate of csv-parse`);
      expect(theirs / ours).toBeGreaterThan(2);
    },
  );
});
