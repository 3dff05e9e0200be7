import type { Json, Savable, Saved } from '@thalweg/train';
import type { Observable } from 'rxjs';
import type { Preprocessing, PreprocessingCall } from './preprocessing.ts';

/** The steps between raw records and a model, in their order. */
export class PreprocessingSteps implements Savable {
  readonly steps: readonly Preprocessing[];

  constructor(steps: readonly Preprocessing[]) {
    this.steps = steps;
  }

  /** Returns the calls that make the steps again. */
  describe(): readonly PreprocessingCall[] {
    return this.steps.map(step => step.describe());
  }

  /** Returns a record after all steps, at once. */
  applyTo(record: object): object {
    return this.steps.reduce<object>((made, step) => step.applyTo(made), record);
  }

  /** Returns the records of a source after all steps, without learning. */
  readonly reading = (source: Observable<object>): Observable<object> =>
    this.steps.reduce((made, { reading }) => reading(made as Observable<never>), source);

  /** Returns what each step knows of the data that it has learned. */
  summary(): readonly Readonly<Record<string, Json>>[] {
    return this.steps.map(step => step.summary?.() ?? {});
  }

  save(): Saved {
    const saved = this.steps.map(step => step.save());
    const tensors = saved.flatMap(({ tensors }, i) =>
      Object.entries(tensors).map(([name, value]) => [`${i}/${name}`, value] as const),
    );
    return {
      tensors: Object.fromEntries(tensors),
      values: Object.fromEntries(saved.map(({ values }, i) => [`${i}`, values])),
    };
  }

  prepare(saved: Saved): () => void {
    const puts = this.steps.map((step, i) => step.prepare(stateOf(saved, i)));
    return () => {
      for (const put of puts) put();
    };
  }
}

/** The state of one step among those of all. */
function stateOf({ tensors, values }: Saved, step: number): Saved {
  const prefix = `${step}/`;
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return {
    tensors: Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value])),
    values: (values[`${step}`] ?? {}) as Saved['values'],
  };
}
