import type { Timeline } from '../descent/timeline.ts';
import type { Settings } from './settings.ts';

/** The lines of a program about an optimizer. */
export interface OptimizerProgram {
  readonly imports: string;
  /** Declares a stream for each slider. */
  readonly streams: readonly string[];
  /** The call that makes the optimizer. */
  readonly optimizer: string;
  /** Applies the changes of sliders, before a step. */
  readonly changes: readonly string[];
}

/** Returns the lines of a program that make an optimizer as the page does: a slider that was moved is a stream. */
export function optimizerProgram({ optimizer, dials }: Pick<Settings, 'optimizer' | 'dials'>): OptimizerProgram {
  const moved = Object.entries(dials).filter(([, timeline]) => timeline.length > 1);
  const options = Object.entries(dials).map(([name, timeline]) =>
    timeline.length > 1 ? `${optionOf(name)}: ${name}` : `${optionOf(name)}: ${timeline[0]![1]}`,
  );
  return {
    imports: [
      `import { ${optimizer} } from '@thalweg/optim';`,
      ...(moved.length > 0 ? ["import { BehaviorSubject } from 'rxjs';"] : []),
      '',
    ].join('\n'),
    streams: moved.map(([name, timeline]) => `const ${name} = new BehaviorSubject(${timeline[0]![1]});`),
    optimizer: `${optimizer}({ ${options.join(', ')} })`,
    changes: moved.flatMap(([name, timeline]) => changesOf(name, timeline)),
  };
}

/** Returns the name of the option that a slider sets. */
const optionOf = (dial: string): string => (dial === 'rate' ? 'learningRate' : dial);

function changesOf(name: string, timeline: Timeline): string[] {
  return timeline.slice(1).map(([step, value]) => `if (step === ${step}) ${name}.next(${value});`);
}
