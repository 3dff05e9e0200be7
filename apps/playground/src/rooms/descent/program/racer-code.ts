import type { Entrant } from '../scene.ts';
import type { Settings } from '../settings.ts';
import type { Timeline } from '../timeline.ts';

/** The code of one racer. */
export interface RacerCode {
  readonly title: string;
  /** Its hyperparameters as an options object. */
  readonly options: string;
  /** Declarations of the hyperparameters that change during the race: streams. */
  readonly streams: readonly string[];
  /** Statements that change them, by the number of steps that were taken. */
  readonly changes: readonly string[];
}

/** The options of the optimizers, by the names of their dials. */
const optionNames: Readonly<Record<string, string>> = { rate: 'learningRate' };

/** Returns the code of the racers of a race, in the order of entrants. */
export function racerCodes(
  entrants: readonly Entrant[],
  { racing, dials, step }: Settings,
): (RacerCode & { readonly entrant: Entrant })[] {
  return entrants
    .filter(({ name }) => racing.includes(name))
    .map(entrant => ({ entrant, ...racerCode(entrant, dials[entrant.name]!, step) }));
}

function racerCode(
  { name, title, dials }: Entrant,
  timelines: Readonly<Record<string, Timeline>>,
  step: number,
): RacerCode {
  const settings = dials.map(dial => {
    const option = optionNames[dial.name] ?? dial.name;
    const [[, first], ...changes] = timelines[dial.name]!.filter(([at], i) => i === 0 || at < step) as [
      Timeline[number],
      ...Timeline,
    ];
    const stream = `${name}${option[0]!.toUpperCase()}${option.slice(1)}`;
    return { option, first, changes, stream };
  });
  const changing = settings.filter(({ changes }) => changes.length > 0);
  return {
    title,
    options: `{ ${settings.map(({ option, first, changes, stream }) => `${option}: ${changes.length > 0 ? stream : first}`).join(', ')} }`,
    streams: changing.map(({ stream, first }) => `const ${stream} = new BehaviorSubject(${first});`),
    changes: changing.flatMap(({ stream, changes }) =>
      changes.map(([at, value]) => `if (taken === ${at}) ${stream}.next(${value});`),
    ),
  };
}

/** Returns the call of a function `race` for a racer: its title, more arguments, and the changes on its way. */
export function raceCall({ title, changes }: RacerCode, given: string): string {
  if (changes.length === 0) return `race('${title}', ${given});`;
  return [`race('${title}', ${given}, taken => {`, ...changes.map(line => `  ${line}`), '});'].join('\n');
}
