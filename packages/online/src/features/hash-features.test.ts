import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { DataError } from '@thalweg/data';
import { from, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { HashFeaturesOptions } from './hash-features-options.ts';
import { hashFeatures } from './hash-features.ts';
import { murmur3 } from './murmur3.ts';
import { hashOf, hashOfPair } from './text-hash.ts';
import { tokens } from './tokens.ts';

const hash = (text: string, seed: number): number => murmur3(new Uint8Array(Buffer.from(text, 'utf8')), seed);

const seedOf = (field: string): number => hash(field, 0);

/** The column of a record as pairs, in its order. */
async function column(options: HashFeaturesOptions<'features'>, record: object): Promise<[number, number][]> {
  const { 'features.indices': indices, 'features.values': values } = await lastValueFrom(
    of(record).pipe(hashFeatures(options)),
  );
  expect([indices.constructor, values.constructor, values.length]).toEqual([Int32Array, Float32Array, indices.length]);
  expect(new Set(indices).size).toBe(indices.length);
  return [...indices].map((index, i) => [index, values[i]!]);
}

/** What must come out of features told one by one, by a map. */
function summed(features: readonly (readonly [hash: number, value: number])[], bits: number): Map<number, number> {
  const sums = new Map<number, number>();
  for (const [one, value] of features) sums.set(one % 2 ** bits, (sums.get(one % 2 ** bits) ?? 0) + value);
  return sums;
}

const texts = fc.string({ unit: fc.constantFrom(...'aabBzC09   \'’.-éßÄ字😀İȺ\u0301', '\ud800', '\udc00', '\u{10400}'), maxLength: 80 }); // prettier-ignore

describe('hashFeatures', () => {
  test.prop([fc.oneof(texts, fc.string({ unit: 'binary' })), fc.integer({ min: 1, max: 3 }), fc.constantFrom(2, 18, 30)])(
    'reads a text to the same column as tokens of it',
    async (body, ngrams, bits) => {
      const read = await column({ bits, ngrams, text: ['body'] }, { body });
      const split = await lastValueFrom(of({ body }).pipe(tokens('body', { ngrams }), hashFeatures({ bits, fields: ['body'] })));
      expect(read).toEqual([...split['features.indices']].map((index, i) => [index, split['features.values'][i]]));
      const naive = summed(split.body.map(token => [hash(token, seedOf('body')), 1]), bits);
      expect(read).toEqual([...naive]);
    },
  ); // prettier-ignore

  it('puts each kind of value where its hash says', async () => {
    const record = {
      n: 2.5, zero: 0, unknown: NaN, nothing: null, s: 'AT', b: true, vector: [1, null, -2, 0, NaN], typed: Float32Array.of(0.5),
      list: ['a', 'b', 'a', null], map: new Map([['x', 3]]), object: { y: -1 }, id: 17, ids: [3, 3, 'z'],
    }; // prettier-ignore
    const fields = ['n', 'zero', 'unknown', 'nothing', 'missing', 's', 'b', 'vector', 'typed', 'list', 'map', 'object'];
    const found = await column({ bits: 30, fields, names: ['id', 'ids'], missing: 'allow' }, record);
    const features: [number, number][] = [
      [hash('a', seedOf('list')), 2],
      [hash('b', seedOf('list')), 1],
      [hash('x', seedOf('map')), 3],
      [hash('y', seedOf('object')), -1],
      [hash('3', seedOf('ids')), 2],
      [hash('z', seedOf('ids')), 1],
      [seedOf('n'), 2.5],
      [hash('AT', seedOf('s')), 1],
      [hash('true', seedOf('b')), 1],
      [hash('0', seedOf('vector')), 1],
      [hash('2', seedOf('vector')), -2],
      [hash('0', seedOf('typed')), 0.5],
      [hash('17', seedOf('id')), 1],
    ];
    expect(found).toEqual([...summed(features, 30)]);
  });

  it('hashes names of any length whole', async () => {
    for (const long of ['漢é😀'.repeat(12), '漢é😀'.repeat(50)])
      expect(await column({ bits: 30, fields: ['s'] }, { s: long })).toEqual([[hash(long, seedOf('s')) % 2 ** 30, 1]]);
  });

  it('crosses fields, also those that are not features themselves', async () => {
    const record = { country: 'AT', words: ['a', 'b', 'a'], amount: 3, customer: 9, body: 'A c' };
    const crosses = [['country', 'words'], ['amount', 'customer'], ['body', 'missing'], ['body', 'country']] as const;
    const found = await column({ bits: 30, text: ['body'], names: ['customer'], crosses, missing: 'allow' }, record);
    const cross = (first: number, second: number): number => {
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, second, true);
      return murmur3(bytes, first);
    };
    const [at, customer] = [hash('AT', seedOf('country')), hash('9', seedOf('customer'))];
    expect(found).toEqual([
      ...summed([
        [hash('a', seedOf('body')), 1],
        [hash('c', seedOf('body')), 1],
        [customer, 1],
        [cross(at, hash('a', seedOf('words'))), 2],
        [cross(at, hash('b', seedOf('words'))), 1],
        [cross(seedOf('amount'), customer), 3],
        [cross(hash('a', seedOf('body')), at), 1],
        [cross(hash('c', seedOf('body')), at), 1],
      ], 30),
    ]);
  }); // prettier-ignore

  test.prop([fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 30 }), fc.constantFrom(1, 4, 18)])(
    'takes the sign from the highest bit',
    async (list, bits) => {
      const features = list.map(token => hash(token, seedOf('list'))).map(one => [one, one >= 2 ** 31 ? -1 : 1] as const);
      expect(await column({ bits, signed: true, fields: ['list'] }, { list })).toEqual([...summed(features, bits)]);
    },
  ); // prettier-ignore

  it.each([
    ['log', (c: number) => 1 + Math.log(c)],
    ['log1p', (c: number) => Math.log1p(c)],
  ] as const)('changes counts, and nothing else, by %s', async (counts, f) => {
    const found = await column({ bits: 30, counts, fields: ['n', 'list'] }, { n: 7, list: ['a', 'a', 'a', 'b'] });
    expect(found.map(([, value]) => value)).toEqual([f(3), f(1), 7].map(Math.fround));
    const mirrored = await column({ bits: 30, counts, fields: ['o'] }, { o: { a: -3, b: 3 } });
    expect(mirrored.map(([, value]) => value)).toEqual([-f(3), f(3)].map(Math.fround));
  });

  it('leaves a count of 0 at 0, where signs cancel', async () => {
    // Two tokens in one of two places, with different signs.
    const all = Array.from({ length: 64 }, (_, i) => `t${i}`);
    const [one, other] = [0, 1].map(sign =>
      all.find(token => hash(token, seedOf('list')) % 2 === 0 && hash(token, seedOf('list')) >>> 31 === sign)!,
    );
    const options = { bits: 1, signed: true, fields: ['list'], counts: 'log', unitLength: true } as const;
    expect(await column(options, { list: [one, other] })).toEqual([[0, 0]]);
  }); // prettier-ignore

  test.prop([
    fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
    fc.constantFrom('count', 'log', 'log1p'),
  ])('makes the length 1', async (list, counts) => {
    const [raw, unit] = [
      await column({ bits: 20, counts, fields: ['list'] }, { list }),
      await column({ bits: 20, counts, fields: ['list'], unitLength: true }, { list }),
    ];
    const length = Math.hypot(...raw.map(([, value]) => value));
    unit.forEach(([index, value], i) => {
      expect(index).toBe(raw[i]![0]);
      expect(value).toBeCloseTo(raw[i]![1] / length, 6);
    });
  });

  it('gives many features each their place, and the next record none of them', async () => {
    const list = Array.from({ length: 5000 }, (_, i) => `token ${i % 3000}`);
    const features = list.map(token => [hash(token, seedOf('list')), 1] as const);
    const records = await lastValueFrom(
      from([{ list }, { list: ['token 1'] }, { list }]).pipe(hashFeatures({ bits: 30, fields: ['list'] }), toArray()),
    );
    const columns = records.map(one => [...one['features.indices']].map((at, i) => [at, one['features.values'][i]]));
    expect(columns).toEqual([
      [...summed(features, 30)],
      [...summed(features.slice(1, 2), 30)],
      [...summed(features, 30)],
    ]);
  });

  const anything = fc.record(
    { body: texts, n: fc.integer(), c: fc.string(), list: fc.array(fc.string()) },
    { requiredKeys: [] },
  );
  test.prop([fc.array(anything, { minLength: 2 })])('reads each record as if it were the first', async records => {
    const make = () => hashFeatures({ bits: 18, text: ['body'], fields: ['n', 'c', 'list'], crosses: [['c', 'body'], ['list', 'n']], missing: 'allow' }); // prettier-ignore
    const found = await lastValueFrom(from(records).pipe(make(), toArray()));
    for (const [i, record] of records.entries()) expect(found[i]).toEqual(await lastValueFrom(of(record).pipe(make())));
  });

  it('gives empty columns to records without the fields, leaves their fields, and names new ones as told', async () => {
    const given: { label: number; body?: string; n?: number } = { label: 1 };
    const out = await lastValueFrom(
      of(given).pipe(hashFeatures({ bits: 8, text: ['body'], fields: ['n'], into: 'x', missing: 'allow' })),
    );
    expect(out).toEqual({ label: 1, 'x.indices': new Int32Array(0), 'x.values': new Float32Array(0) });
    const indices: Int32Array = out['x.indices'];
    expect([given, indices.length]).toEqual([{ label: 1 }, 0]);
  });

  it('has other places for other seeds and fields', async () => {
    const record = { a: 'x', b: 'x' };
    const places = async (options: Partial<HashFeaturesOptions<'features'>>): Promise<number> =>
      (await column({ bits: 30, ...options }, record))[0]![0];
    expect(new Set([await places({ fields: ['a'] }), await places({ fields: ['b'] }), await places({ fields: ['a'], seed: 1 })]).size).toBe(3);
  }); // prettier-ignore

  it.each([
    [{ n: Infinity }, 'Infinity'],
    [{ n: 1e39 }, '1e+39'],
    [{ n: ['a', {}] }, '[object Object]'],
    [{ n: { a: 'b' } }, 'b'],
    [{ n: new Date(0) }, String(new Date(0))],
    [{ n: [[1]] }, '1'],
  ])('refuses %j, and takes the next record', async (bad, got) => {
    const operator = hashFeatures({ bits: 18, fields: ['n'] });
    const failing = lastValueFrom(of(bad).pipe(operator));
    await expect(failing).rejects.toThrow(DataError);
    await expect(failing).rejects.toThrow(`hashFeatures: the field 'n' must be a finite number, a string, a boolean, an array of these, or counts of tokens, got ${got}. `); // prettier-ignore
    expect((await lastValueFrom(of({ n: 1 }).pipe(operator)))['features.values']).toEqual(Float32Array.of(1));
  });

  it('refuses a text that is none', async () => {
    for (const body of [3, ['a'], {}, true])
      await expect(column({ bits: 18, text: ['body'] }, { body })).rejects.toThrow(
        "the field 'body' must be a text, got",
      );
  });

  it.each([
    [{ bits: 0, fields: ['a'] }, 'hashFeatures: bits must be a whole number from 1 to 30, got 0. Try 18.'],
    [{ bits: 31, fields: ['a'] }, 'hashFeatures: bits must be a whole number from 1 to 30, got 31.'],
    [{ bits: 8, fields: ['a'], ngrams: 1.5 }, 'hashFeatures: ngrams must be a whole number, at least 1, got 1.5.'],
    [{ bits: 8 }, 'hashFeatures: there must be fields, got none.'],
  ])('refuses the options %j', (options, message) => {
    expect(() => hashFeatures(options)).toThrow(message);
  });
});

const { murmur3: references } = JSON.parse(
  readFileSync(new URL('../../../../tools/laws/reference/online-features.json', import.meta.url), 'utf8'),
) as { murmur3: { bytes: string; seed: number; hash: number }[] };

describe('the sums of hashed features', () => {
  const BITS = 9;
  const indexOf = (token: string): number => hash(token, seedOf('counts')) & (2 ** BITS - 1);

  /** The columns of records with counts of tokens, by one operator. */
  async function columns(records: readonly (readonly (readonly [token: string, count: number])[])[]) {
    const operator = hashFeatures({ bits: BITS, fields: ['counts'] });
    const found = await lastValueFrom(
      from(records.map(counts => ({ counts: new Map(counts) }))).pipe(operator, toArray()),
    );
    return found.map(one => [...one['features.indices']].map((index, i) => [index, one['features.values'][i]!]));
  }

  it('go round where the last slots are taken', async () => {
    const all = Array.from({ length: 20_000 }, (_, i) => `t${i}`);
    const wanted = [127, 255, 383, 0];
    const record = [1, 2].flatMap(count =>
      wanted.map(index => [all.filter(token => indexOf(token) === index)[count]!, count] as const),
    );
    expect(await columns([record, record])).toEqual(Array(2).fill(wanted.map(index => [index, 3])));
  });

  const token = fc.nat(2000).map(n => `t${n}`);
  const count = fc.integer({ min: -9, max: 9 }).filter(n => n !== 0);
  const record = fc.uniqueArray(fc.tuple(token, count), { maxLength: 300, selector: ([one]) => one });
  test.prop([fc.array(record, { minLength: 1, maxLength: 6 })])(
    'are a map in the order of first appearance, record after record',
    async records => {
      const expected = records.map(counts => {
        const sums = new Map<number, number>();
        for (const [one, value] of counts) sums.set(indexOf(one), (sums.get(indexOf(one)) ?? 0) + value);
        return [...sums];
      });
      expect(await columns(records)).toEqual(expected);
    },
  );
});

describe('murmur3', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['ffffffff', 0, 0x76293b50],
    ['21436587', 0, 0xf55b516b],
    ['21436587', 0x5082edee, 0x2362f9de],
    ['214365', 0, 0x7e4a8634],
    ['2143', 0, 0xa0f7b07a],
    ['21', 0, 0x72661cf4],
    ['00000000', 0, 0x2362f9de],
    ['000000', 0, 0x85f0b427],
    ['0000', 0, 0x30f4c306],
    ['00', 0, 0x514e28b7],
  ])('of the bytes %s with the seed %i is that of the published vectors', (hex, seed, hash) => {
    expect(murmur3(new Uint8Array(Buffer.from(hex, 'hex')), seed)).toBe(hash);
  });

  it.each([
    ['', 0, 0],
    ['a', 0, 0x3c2569b2],
    ['abc', 0, 0xb3dd93fa],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('of the text %j with the seed %i is that of its bytes in UTF-8', (text, seed, hash) => {
    expect(murmur3(text, seed)).toBe(hash);
    expect(murmur3(new TextEncoder().encode(text), seed)).toBe(hash);
  });

  it('refuses what is neither bytes nor a text', () => {
    for (const other of [7, [1, 2], undefined, new Float32Array(2)])
      expect(() => murmur3(other as never)).toThrow(
        /^murmur3: it hashes bytes or a text, got .*\. Try a Uint8Array, or String\(value\)\.$/,
      );
  });

  it.each(references)('of $bytes with the seed $seed is that of scikit-learn', ({ bytes, seed, hash }) => {
    expect(murmur3(new Uint8Array(Buffer.from(bytes, 'base64')), seed)).toBe(hash);
  });

  test.prop([fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.nat(40), fc.nat(40)])(
    'of a part is that of the bytes in it',
    (bytes, seed, a, b) => {
      const [from, to] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
      expect(hashOf(bytes, seed, from, to)).toBe(murmur3(bytes.slice(from, to), seed) | 0);
    },
  );

  test.prop([fc.integer(), fc.integer()])('of a pair is that of the four bytes of the second', (first, second) => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, second, true);
    expect(hashOfPair(first, second)).toBe(murmur3(bytes, first) | 0);
  });
});
