import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '@thalweg/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFlights } from './read-flights.ts';

const names = { date: 'date', delay: 'delay', distance: 'distance', origin: 'origin', destination: 'destination' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flights-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a table of 1,000 flights, some lines of which are given. */
function written(
  lines: Readonly<Record<number, string>> = {},
  header = 'date,delay,distance,origin,destination',
): string {
  const path = join(folder, `${Math.random()}.csv`);
  const rows = Array.from(
    { length: 1000 },
    (_, row) => lines[row] ?? `2001-01-17T15:${10 + (row % 50)},${row % 90},325,OAK,BUR`,
  );
  writeFileSync(path, [header, ...rows].join('\n'));
  return path;
}

describe('reading flights', () => {
  it('reads the first rows of the shipped table', async () => {
    const flights = await readFlights({ ...names, rows: 2000 });
    expect(flights.rows).toBe(2000);
    expect(flights.withoutDelay).toBe(0);
    expect(flights.airports).toContain('OAK');
    expect(flights.departure).toEqual(flights.departure.slice().sort());
  });

  it('reads a table of one’s own by the names of its columns', async () => {
    const data = written({}, 'left,late_by,miles,from,to');
    const own = { date: 'left', delay: 'late_by', distance: 'miles', origin: 'from', destination: 'to' };
    const flights = await readFlights({ ...own, data, rows: 'all' });
    expect([flights.rows, flights.airports, flights.distance[0]]).toEqual([1000, ['OAK', 'BUR'], 325]);
    expect(flights.hour.every(hour => hour === 15)).toBe(true);
  });

  it('leaves out flights without a delay, and counts them', async () => {
    const data = written(Object.fromEntries([3, 4].map(row => [row, '2001-01-17T15:00,,325,OAK,BUR'])));
    await expect(readFlights({ ...names, data, rows: 'all' })).rejects.toThrow(
      'there must be at least 1000 flights with a delay, got 998.',
    );
  });

  it.each([
    ['no such file', () => ({ data: 'nowhere.csv' }), 'nowhere.csv'],
    ['another kind of file', () => ({ data: 'flights.xlsx' }), 'the name must say what table it is, got .xlsx.'],
    ['no such column', () => ({ data: written(), delay: 'dealy' }), "Did you mean 'delay'?"],
    ['no date', () => ({ data: written({ 7: ',1,325,OAK,BUR' }) }), 'date must be there, got NaN in row 7.'],
    ['no airport', () => ({ data: written({ 7: '2001-01-17,1,325,,BUR' }) }), 'origin must be the code of an airport'],
    ['a text for a number', () => ({ data: written({ 7: '2001-01-17,x,325,OAK,BUR' }) }), 'delay'],
    ['an unknown airport', () => ({ data: written({ 7: '2001-01-17,1,325,XXX,BUR' }) }), "must be known, got 'XXX'."],
  ])('refuses %s', async (_, given, message) => {
    const reading = readFlights({ ...names, rows: 'all', ...given() });
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses with an error that says the row', async () => {
    const failure = await readFlights({ ...names, data: written({ 7: ',1,325,OAK,BUR' }), rows: 'all' }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(DataError);
    expect((failure as DataError).row).toBe(7);
  });
});
