import { constant } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesForUsers } from './package-exports.ts';
import { optionsOfExports, type OptionsParameter } from './options-of-exports.ts';
import { scopedPackages } from './scoped-packages.ts';

/** Functions that are called for each value, and trust their caller. */
const trusting = ['feedOf'];

/** Functions of a model, whose notes are all optional. */
const ofModels = ['describe'];

const packages = scopedPackages().flatMap(name =>
  entriesForUsers(`packages/${name}`).map(entry => (entry === 'index' ? name : `${name}/${entry}`)),
);
const found = optionsOfExports(packages).filter(({ name }) => ![...trusting, ...ofModels].includes(name));

type Exported = Readonly<Record<string, (...given: unknown[]) => unknown>>;
let modules: Readonly<Record<string, Exported>>;

beforeAll(async () => {
  const loaded = packages.map(async name => [name, (await import(`@thalweg/${name}`)) as Exported] as const);
  modules = Object.fromEntries(await Promise.all(loaded));
}, 60_000);

/** Calls a function with these options, and with a node or an array of one for all before them. */
function callWith({ package: from, name, before }: OptionsParameter, options: unknown): unknown {
  const node = constant([1, 2]);
  return modules[from]![name]!(...before.map(isArray => (isArray ? [node] : node)), options);
}

/** Returns what a call throws. */
function errorOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('what an exported function does with options', () => {
  const rows = found.map(row => [`${row.name} (${row.package})`, row] as const);

  it.each(rows)('%s refuses a bare value in their place, and shows their form', (_, row) => {
    for (const bare of [5, 'five', true, [1]]) {
      const error = errorOf(() => callWith(row, bare)) as ContractError;
      expect(error).toBeInstanceOf(ContractError);
      expect(error.requirement).toBe('options must be an object');
      expect(row.name.startsWith(error.subject)).toBe(true);
      expect(row.options.some(option => error.advice.startsWith(`Try { ${option}: `))).toBe(true);
    }
  });

  it.each(rows)('%s refuses an unknown option, and names the one that was meant', (_, row) => {
    expect(row.options.length).toBeGreaterThan(0);
    for (const option of row.options) {
      const error = errorOf(() => callWith(row, { [`${option[0]}${option}`]: undefined })) as ContractError;
      expect(error).toBeInstanceOf(ContractError);
      expect(error.message).toBe(
        `${error.subject}: an option must be a known name, got '${option[0]}${option}'. Did you mean '${option}'?`,
      );
      expect(row.name.startsWith(error.subject)).toBe(true);
    }
  });
});

describe('the search for functions with options', () => {
  const has = (name: string, at: number, ...options: string[]) =>
    expect(found.find(row => row.name === name)).toMatchObject({
      before: { length: at },
      options: expect.arrayContaining(options) as string[],
    });

  it('finds options that are optional and required, inherited, of two forms, and of a function that is a constant', () => {
    expect(found.length).toBeGreaterThan(100);
    has('adam', 0, 'learningRate', 'beta1');
    has('oneCycle', 1, 'steps', 'curve');
    has('split', 1, 'seed', 'sizes', 'fractions');
    has('exponentialMoments', 0, 'halfLife', 'alpha');
    has('learnWithShadow', 2, 'of', 'warmUp', 'runner');
  });

  it('takes no node, dataset, array or function for options', () => {
    for (const name of ['learnRows', 'detectionReport', 'mask', 'partition'])
      expect(found.filter(row => row.name === name && row.before.length === 0)).toEqual([]);
  });
});
