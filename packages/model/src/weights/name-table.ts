import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { WeightNames, WeightPlace } from './weight-place.ts';
import type { WeightConvention } from './weights-options.ts';

/** The names in a file, by ours. */
export interface NameTable {
  /** Returns the places where a file may have a parameter or a state, the most likely one first. */
  readonly placesOf: (name: string) => readonly WeightPlace[];
  /** Returns the keys of the table that no name so far begins with. */
  readonly unused: () => string[];
}

interface Row {
  readonly key: string;
  readonly pattern: RegExp;
  readonly value: Exclude<WeightNames, (name: string) => unknown>[string];
}

/** The match of a row with a name: with all of it, or with what it begins with. */
interface Match {
  readonly row: Row;
  readonly letters: readonly string[];
  readonly rest: string;
}

/**
 * Returns the table that a user gave.
 *
 * - **Throws** `ContractError` for what is neither a table nor a function, and for values that are no names or places
 */
export function nameTable(
  subject: string,
  { names = {}, convention }: { readonly names: WeightNames | undefined; readonly convention: WeightConvention },
): NameTable {
  const byConvention = convention === 'pytorch' ? pytorchPlaces : (name: string): WeightPlace[] => [{ name }];
  if (typeof names === 'function') {
    const placesOf = (name: string): readonly WeightPlace[] => {
      const given = names(name);
      return given === undefined ? byConvention(name) : [placeOf(subject, name, given)];
    };
    return { placesOf, unused: () => [] };
  }
  const rows = rowsOf(subject, names);
  const used = new Set<string>();
  return {
    placesOf: name => {
      const matches = matchesOf(rows, name);
      for (const { row } of matches) used.add(row.key);
      const match = best(matches);
      if (match === undefined) return byConvention(name);
      const place = placeOf(subject, match.row.key, valueOf(match));
      if (match.rest === '') return [place];
      return byConvention(place.name + match.rest).map(found => ({ ...place, ...found }));
    },
    unused: () => rows.map(({ key }) => key).filter(key => !used.has(key)),
  };
}

function rowsOf(subject: string, names: Exclude<WeightNames, (name: string) => unknown>): Row[] {
  if (printed(names) !== 'Object')
    throw new ContractError(subject, 'names must be a table or a function', printed(names), "Try { dense1: 'fc' }.");
  return Object.entries(names).map(([key, value]) => {
    const letters = key.split('*').map(text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return { key, value, pattern: new RegExp(`^${letters.join('([^/.]*)')}(?=$|[/.])`) };
  });
}

function matchesOf(rows: readonly Row[], name: string): Match[] {
  return rows.flatMap(row => {
    const [matched, ...letters] = row.pattern.exec(name) ?? [];
    return matched === undefined ? [] : [{ row, letters, rest: name.slice(matched.length) }];
  });
}

/** The match that has most of a name in it, and of those the one with the fewest `*`. */
function best(matches: readonly Match[]): Match | undefined {
  const [first] = [...matches].sort((a, b) => a.rest.length - b.rest.length || a.letters.length - b.letters.length);
  return first;
}

function valueOf({ row: { value }, letters }: Match): string | WeightPlace {
  if (typeof value === 'function') return value(...letters);
  if (typeof value !== 'string') return value;
  let at = 0;
  return value.replace(/\*/g, star => letters[at++] ?? star);
}

function placeOf(subject: string, key: string, value: string | WeightPlace): WeightPlace {
  const place = typeof value === 'string' ? { name: value } : value;
  const { name, part = 0, of = 1, axis = 0 } = (place as WeightPlace | null) ?? ({} as WeightPlace);
  if (typeof name !== 'string')
    throw new ContractError(subject, `the name of '${key}' must be a text`, printed(name), "Try 'fc.weight'.");
  const isPart = Number.isSafeInteger(of) && of > 0 && Number.isSafeInteger(part) && part >= 0 && part < of;
  if (isPart && Number.isSafeInteger(axis) && axis >= 0) return place;
  const given = `part ${String(part)} of ${String(of)} along axis ${String(axis)}`;
  throw new ContractError(subject, `the place of '${key}' must be a part that exists`, given, 'Parts count from 0.');
}

/** PyTorch's names of the parts of layers, by ours. */
const parts: Readonly<Record<string, string>> = {
  scale: 'weight',
  offset: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
  vectors: 'weight',
  slope: 'weight',
};

/** PyTorch's names of the parts of recurrent layers. */
const cells: Readonly<Record<string, string>> = {
  inputWeight: 'weight_ih',
  recurrentWeight: 'weight_hh',
  inputBias: 'bias_ih',
  recurrentBias: 'bias_hh',
};

/** The names of the parts of a transformer's block. */
const blocks: readonly (readonly [ours: RegExp, theirs: string])[] = [
  [/\.attention$/, '.self_attn'],
  [/\.hidden$/, '.linear1'],
  [/\.output$/, '.linear2'],
];

/** The parts of attention that PyTorch packs in one tensor, in its order. */
const packed = ['query', 'key', 'value'];

/** True for what a state dict has that no layer of ours needs. */
export function isNeedless(name: string): boolean {
  return /(^|\.)num_batches_tracked$/.test(name);
}

/**
 * Returns the places where a PyTorch state dict may have a parameter or a state with a name such as `conv1/weight`, the most
 * likely one first.
 */
function pytorchPlaces(name: string): WeightPlace[] {
  const path = name.split('/');
  const part = path.pop()!;
  if (path.length === 0) return [{ name }];
  const product = path.at(-1)!;
  const isPart = path.length > 1 && [...packed, 'output'].includes(product);
  const inAttention = isPart ? attentionPlaces(modulesOf(path.slice(0, -1)), product, part) : [];
  return [...inAttention, ...modulesOf(path).flatMap(module => placesIn(module, part))];
}

/** The names of a module, as those of a transformer's block may have another one. */
function modulesOf(path: readonly string[]): string[] {
  const module = path.join('.');
  return [
    ...blocks.filter(([ours]) => ours.test(module)).map(([ours, theirs]) => module.replace(ours, theirs)),
    module,
  ];
}

function attentionPlaces(modules: readonly string[], product: string, part: string): WeightPlace[] {
  return modules.flatMap((module): WeightPlace[] => {
    if (product === 'output') return [{ name: `${module}.out_proj.${part}` }];
    const whole = { name: `${module}.in_proj_${part}`, part: packed.indexOf(product), of: packed.length };
    // Keys of another width than the queries are not packed.
    return [whole, ...(part === 'weight' ? [{ name: `${module}.${product[0]}_proj_weight` }] : [])];
  });
}

function placesIn(module: string, part: string): WeightPlace[] {
  const cell = Object.hasOwn(cells, part) ? cells[part]! : undefined;
  if (cell !== undefined) return cellPlaces(module, cell);
  const theirs = Object.hasOwn(parts, part) ? parts[part]! : part;
  // What is no module's, but a parameter itself, has no part in its name.
  return [`${module}.${theirs}`, ...(part === 'vectors' ? [module] : [])].map(name => ({ name }));
}

/** A layer of several cells has their numbers after the names: `rnn_l1_reverse` is a cell of the module `rnn`. */
function cellPlaces(module: string, cell: string): WeightPlace[] {
  const [, layer, suffix] = /^(.+)(_l\d+(?:_reverse)?)$/.exec(module) ?? [];
  if (layer !== undefined) return [{ name: `${layer}.${cell}${suffix}` }];
  return [{ name: `${module}.${cell}_l0` }, { name: `${module}.${cell}` }];
}
