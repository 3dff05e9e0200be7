import { ContractError, tensor } from '@thalweg/tensor';
import { StateError, type Json, type Saved } from '@thalweg/train';
import { from, map, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Preprocessing, PreprocessingTable } from './preprocessing.ts';
import { madeAgain } from './made-again.ts';
import { PreprocessingSteps } from './preprocessing-steps.ts';

/** Adds to a field what it has learned. */
class Shift implements Preprocessing {
  readonly #given: readonly Json[];
  by = 0;

  constructor(field: Json, factor: Json) {
    this.#given = [field, factor];
  }

  describe() {
    return { kind: 'shift', arguments: this.#given };
  }

  applyTo(record: object): object {
    const [field, factor] = this.#given as [string, number];
    const before = (record as Record<string, number>)[field]!;
    return { ...record, [field]: before * (factor ?? 1) + this.by };
  }

  readonly reading = (source: Observable<object>): Observable<object> => source.pipe(map(one => this.applyTo(one)));

  summary() {
    return { by: this.by };
  }

  save(): Saved {
    return { tensors: { by: tensor([this.by]) }, values: { of: 'shift' } };
  }

  prepare({ tensors, values }: Saved): () => void {
    if (values['of'] !== 'shift') throw new StateError('shift', 'a state must be of shift', 'another', 'Mend it.');
    return () => void (this.by = tensors['by']!.data[0]!);
  }
}

const shift = (field: string, factor: number): Shift => new Shift(field, factor);
const double = (x: number): number => 2 * x;
const table: PreprocessingTable = { shift, double, number: () => 5 };

function trained(): PreprocessingSteps {
  const [first, second] = [shift('x', 3), shift('y', 1)];
  first.by = 4;
  second.by = -1;
  return new PreprocessingSteps([first, second]);
}

describe('madeAgain', () => {
  it('makes steps that transform as before once they have their states', () => {
    const steps = trained();
    const again = madeAgain(JSON.parse(JSON.stringify(steps.describe())) as Json, table);
    const record = { x: 1, y: 1, z: 1 };
    expect(again.applyTo(record)).toEqual({ x: 3, y: 1, z: 1 });
    again.prepare(steps.save())();
    expect(again.applyTo(record)).toEqual({ x: 7, y: 0, z: 1 });
    expect(again.describe()).toEqual(steps.describe());
    expect(again.summary()).toEqual([{ by: 4 }, { by: -1 }]);
    const read: object[] = [];
    again.reading(from([record])).subscribe(one => read.push(one));
    expect(read).toEqual([{ x: 7, y: 0, z: 1 }]);
  });

  it('restores all states or none', () => {
    const steps = trained();
    const saved = steps.save();
    const again = madeAgain(steps.describe() as unknown as Json, table);
    expect(() => again.prepare({ ...saved, values: { 0: saved.values['0']! } })).toThrow(StateError);
    expect(again.summary()).toEqual([{ by: 0 }, { by: 0 }]);
  });

  it('calls functions of the table for arguments that are results', () => {
    const nested = [{ kind: 'shift', arguments: ['x', { $call: 'double', arguments: [4] }] }];
    expect(madeAgain(nested, table).applyTo({ x: 1 })).toEqual({ x: 8 });
  });

  it('makes no steps of an empty description', () => {
    const record = { x: 1 };
    expect(madeAgain([], {}).applyTo(record)).toBe(record);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'must be a list of calls { kind, arguments }, got null'],
    ['an object', { kind: 'shift' }, 'must be a list of calls'],
    ['a list of texts', ['shift'], 'must be a list of calls'],
    ['a call without arguments', [{ kind: 'shift' }], 'must be a list of calls'],
    ['a kind that is no text', [{ kind: {}, arguments: [] }], 'must be a list of calls'],
    ['a thousand steps', Array<object>(1000).fill({ kind: 'shift', arguments: [] }), 'at most 100 steps, got 1000'],
    ['an argument without an end', [{ kind: 'shift', arguments: [deep(10_000)] }], 'at most 100 levels'],
    ['calls without an end', [{ kind: 'shift', arguments: [calls(10_000)] }], 'at most 100 levels'],
  ])('refuses as damaged: %s', (_, description, message) => {
    const making = () => madeAgain(description as Json, table);
    expect(making).toThrow(StateError);
    expect(making).toThrow(message);
  });

  it.each<[string, unknown, PreprocessingTable, string]>([
    ['an unknown name', [{ kind: 'shiftt', arguments: [] }], table, "none of the name 'shiftt'. Did you mean 'shift'?"],
    ['a name of the prototype', [{ kind: 'toString', arguments: [] }], table, "none of the name 'toString'"],
    ['an empty table', [{ kind: 'shift', arguments: [] }], {}, 'Give it: { preprocessing: { … } }.'],
    ['a function of something else', [{ kind: 'number', arguments: [] }], table, 'must return preprocessing, got 5'],
    ['an unknown nested name', [{ kind: 'shift', arguments: [{ $call: 'duble', arguments: [] }] }], table, "'double'"],
  ])('refuses what the table does not allow: %s', (_, description, given, message) => {
    const making = () => madeAgain(description as Json, given);
    expect(making).toThrow(ContractError);
    expect(making).toThrow(message);
  });
});

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}

function calls(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = { $call: 'double', arguments: [value] };
  return value;
}
