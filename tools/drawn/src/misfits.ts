/** A value that is wrong in one place, with a name for a table of tests. */
export interface Misfit {
  readonly name: string;
  readonly value: unknown;
}

/** The parts of a schema of valibot that tell the fields of a message. */
interface Schema {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly pipe?: readonly unknown[];
}

const TEXTS: readonly [string, unknown][] = [
  ['an empty text', ''],
  ['a text', 'x'],
  ['a huge text', 'x'.repeat(1_000_000)],
];

const NUMBERS: readonly [string, unknown][] = [-1, 0.5, 1e300, NaN, Infinity, -Infinity, 2 ** 53].map(number => [
  String(number),
  number,
]);

const OTHERS: readonly [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['an object', {}],
  ['a list', []],
  ['a list of 100,000 numbers', Array.from({ length: 100_000 }, (_, i) => i)],
  ['bytes', new Uint8Array(3)],
  ['doubles', new Float64Array(2)],
  ['a date', new Date(0)],
];

/** Values of every kind: few of them fit into any one field. */
const WRONG = [...TEXTS, ...NUMBERS, ...OTHERS];

/**
 * Returns what becomes of a right message when one place of it is wrong: each field that its schema or the message has, at any
 * depth, is left out, and then is each of some values that hardly fit anywhere. Some of them may fit; the test knows which.
 */
export function misfitsOf(schema: object, right: unknown): readonly Misfit[] {
  return [...misfits(schema as Schema, right)].map(([name, value]) => ({ name, value }));
}

function* misfits(schema: Schema | undefined, right: unknown): Generator<[string, unknown]> {
  if (Array.isArray(right) && right.length > 0) {
    const rest: readonly unknown[] = right.slice(1);
    for (const [name, value] of WRONG) yield [`.0 = ${name}`, [value, ...rest]];
    for (const [name, value] of misfits(undefined, right[0])) yield [`.0${name}`, [value, ...rest]];
    return;
  }
  if (!isPlain(right)) return;
  for (const field of new Set([...fieldsOf(schema), ...Object.keys(right)])) {
    const { [field]: present, ...others } = right;
    yield [`.${field} is missing`, others];
    for (const [name, value] of WRONG) yield [`.${field} = ${name}`, { ...others, [field]: value }];
    for (const [name, value] of misfits(schema?.entries?.[field], present))
      yield [`.${field}${name}`, { ...others, [field]: value }];
  }
}

function fieldsOf(schema: Schema | undefined): readonly string[] {
  if (schema === undefined) return [];
  const inner = [schema.wrapped, schema.pipe?.[0] as Schema | undefined];
  return [...Object.keys(schema.entries ?? {}), ...inner.flatMap(one => (one === schema ? [] : fieldsOf(one)))];
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
