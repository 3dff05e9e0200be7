import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import { decodeSnapshot, encodeSnapshot, SNAPSHOT_VERSION, type Snapshot } from '../index.ts';

const page = readFileSync(new URL('../../../../docs/snapshot-format.md', import.meta.url), 'utf8');

/** The rows of the tables of the page: first cell and second. */
const rows = [...page.matchAll(/^\| ([^|]+) \| (.+) \|$/gm)].map(([, first, second]) => [first!, second!] as const);
const keys = rows.flatMap(([first]) => /^`(\w+)`$/.exec(first)?.[1] ?? []);
const places = rows.flatMap(([first, text]) =>
  /\d/.test(first) ? [{ at: first.match(/\d+/g)!.map(Number), text }] : [],
);

const kept: Snapshot = {
  version: SNAPSHOT_VERSION,
  parts: {
    learn: { tensors: { 'w/x': tensor([1, 2]), step: tensor(3, { dtype: 'float64' }) }, values: { position: null } },
    stop: { tensors: {}, values: { best: Infinity, $worse: -0 } },
  },
};
const file = Buffer.from(encodeSnapshot(kept));

/** A reader that knows nothing but the page. */
const length = Number(file.readBigUInt64LE(0));
const header = JSON.parse(file.subarray(8, 8 + length).toString()) as Record<string, Record<string, string>>;

it('the page is of the present version', () => {
  expect(page).toMatch(new RegExp(`^# .*version ${SNAPSHOT_VERSION}\n`));
});

it('the metadata of a file have the keys that the page lists, and no others', () => {
  expect(Object.keys(header['__metadata__']!)).toEqual(keys);
  expect(keys).toEqual(['checksum', 'format', 'values', 'version']);
});

it('the bytes lie where the page says', () => {
  expect(places.map(({ at }) => at)).toEqual([[0, 7], [8, 36], [37, 100], [101]]);
  const [, begin, checksum] = places.map(({ at: [from, to] }) => file.toString('latin1', from, to! + 1));
  expect(`\`${begin}\``).toBe(places[1]!.text.slice(-begin!.length - 2));
  expect(checksum).toBe(header['__metadata__']!['checksum']);
  expect(length % 8).toBe(0);
}); // prettier-ignore

it('the checksum is what the page says', () => {
  const zeroed = Buffer.from(file).fill('0', 37, 101);
  expect(header['__metadata__']!['checksum']).toBe(createHash('sha256').update(zeroed).digest('hex'));
});

it('the values and names are what the page says', () => {
  const { values, format, version } = header['__metadata__']!;
  expect(page).toContain(`\`${format}\``);
  expect(version).toBe('1');
  expect(JSON.parse(values!)).toEqual({
    learn: { position: null },
    stop: { best: { $number: 'Infinity' }, $$worse: { $number: '-0' } },
  });
  expect(Object.keys(header)).toEqual(['__metadata__', 'learn/step', 'learn/w/x']);
  expect(page).toContain('`F64`, `F32`, `I32` and `BOOL`');
});

it('a file that somebody else writes by the page is read', () => {
  const text = JSON.stringify({
    __metadata__: { checksum: '0'.repeat(64), format: 'thalweg snapshot', values: '{"p":{"n":{"$number":"NaN"}}}', version: '1' },
    'p/a/b': { dtype: 'I32', shape: [1], data_offsets: [0, 4] },
  });
  const bytes = Buffer.concat([Buffer.alloc(8), Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8)), Buffer.from([5, 0, 0, 0])]);
  bytes.writeBigUInt64LE(BigInt(bytes.length - 12));
  bytes.write(createHash('sha256').update(bytes).digest('hex'), 37);
  const { p } = decodeSnapshot(bytes).parts;
  expect([p!.tensors['a/b']!.toArray(), p!.values]).toEqual([[5], { n: NaN }]);
}); // prettier-ignore
