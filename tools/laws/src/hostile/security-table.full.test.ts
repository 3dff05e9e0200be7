import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { callablesOf, packageIndices } from '../fuzz/fuzz.ts';
import type { Callable, Callables, KindId } from '../fuzz/kind.ts';
import { doors } from './doors.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const text = readFileSync(`${root}SECURITY.md`, 'utf8');

/** The cells of the table of doors. */
const rows = text
  .slice(text.indexOf('| door |'))
  .split('\n\n')[0]!
  .split('\n')
  .slice(2)
  .map(row => row.split(' | ').map(cell => cell.replace(/^\| | \|$/g, '')));

const codeIn = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

/** Types of what may come from a stranger: bytes, files, ports, logs, and what is read from them. */
const TYPES =
  /^(Uint8Array|ArrayBuffer|ByteSource|FileSource|RandomAccess|Blob|ReadableStream|TrainingPort|ChannelPort|EdgePort|ProcessLike|Log|LogEntry|Snapshot|TopicPosition|NatsLogOptions)$/;

/** Parameters and options that name a file or an address. */
const NAMES = /^(path|folder|file|files|url|port|bytes)$/;

/** Exports that take such values from the program alone. */
const own: Readonly<Record<string, string>> = {
  'data fromColumns': 'columns in memory',
  'data Pixels': 'bytes in memory',
  'graph columnOf': 'a column in memory',
  'graph constant': 'numbers in memory',
  'graph feedOf': 'numbers in memory',
  'graph parameter': 'numbers in memory',
  'graph state': 'numbers in memory',
  'log bytesCodec.encode': 'what the program writes',
  'cluster simulateCluster': 'a number of bytes',
  'metrics computeMetric': 'numbers in memory',
  'node FileError': 'an error of the program',
  'node resumedSettings': 'a snapshot that was read',
  'node saveModel': 'a file that the program writes',
  'node writeSnapshot': 'a file that the program writes',
  'online murmur3': 'any bytes',
  'online onlineKMeans': 'numbers in memory',
  'tensor dtypeOf': 'an array in memory',
  'tensor encodeSafetensors': 'what the program writes',
  'tensor safetensorsParts': 'what the program writes',
  'tensor tensor': 'numbers in memory',
  'tensor Tensor': 'numbers in memory',
  'train encodeSnapshot': 'what the program writes',
  'wasm explain': 'numbers in memory',
};

/** Returns the exports that take something of these types, or that is named so, directly or in an option. */
function exportsWithDoors({ callables, kinds }: Callables): readonly string[] {
  const takes = (id: KindId, depth: number): boolean => {
    const kind = kinds[id]!;
    if (kind.of === 'union') return kind.kinds.some(one => takes(one, depth));
    if (kind.of === 'array') return depth > 0 && takes(kind.item, depth - 1);
    if (kind.of !== 'object') return false;
    if (TYPES.test(kind.name)) return true;
    if (depth === 0 || kind.opaque) return false;
    const byField = kind.fields.some(field => NAMES.test(field.name) || takes(field.kind, depth - 1));
    return byField || (kind.values !== undefined && takes(kind.values, depth - 1));
  };
  const isDoor = ({ signatures }: Callable): boolean =>
    signatures.some(({ parameters }) => parameters.some(({ name, kind }) => NAMES.test(name) || takes(kind, 1)));
  return callables.filter(isDoor).map(({ package: from, name }) => `${from} ${name}`);
}

describe('the table of doors in SECURITY.md', () => {
  it('has a row for each export that takes bytes, files, ports or messages', () => {
    const found = exportsWithDoors(callablesOf(packageIndices()));
    expect(found.length).toBeGreaterThan(60);
    const listed = new Set(rows.flatMap(([door]) => codeIn(door!)));
    const nameOf = (one: string): string => one.split(' ')[1]!.split('.')[0]!;
    expect(found.filter(one => !(one in own) && !listed.has(nameOf(one)))).toEqual([]);
    expect(Object.keys(own).filter(one => !found.includes(one))).toEqual([]);
  });

  it('has all four cells in each row, and names tests that exist', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      expect([row.length, row.every(cell => cell.trim() !== '')], row[0]).toEqual([4, true]);
      const files = codeIn(row[3]!).filter(code => code.endsWith('.ts'));
      expect([row[0], files.length > 0, files.filter(file => !existsSync(root + file))]).toEqual([row[0], true, []]);
    }
  });

  it('names each kind of hostile input', () => {
    const named = rows.map(row => row[3]).join(' ');
    expect(Object.keys(doors).filter(door => !named.includes(`“${door}”`))).toEqual([]);
  });
});
