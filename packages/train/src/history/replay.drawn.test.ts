import { takenRuns } from '@thalweg/drawn';
import fc from 'fast-check';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { recordsOf, replay, restore, rewind, runHistory, snapshot, StateError, type Change } from '../index.ts';
import { observe } from '../testing/observe.ts';

interface Settings {
  rate: number;
  layers: number[];
  more: Record<string, unknown>;
}
interface Kept {
  readonly step: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly validation?: unknown;
}
type Recipe = (settings: Settings) => void;
type Event = { readonly gap: number; readonly record: Omit<Kept, 'step'> } | { readonly recipe: Recipe };

const number = fc.double();
const plain = fc.jsonValue({ maxDepth: 2 }).filter(value => !JSON.stringify(value).includes('__proto__'));
const name = fc.constantFrom('a', 'b', 'c', '1');
const recipe: fc.Arbitrary<Recipe> = fc.oneof(
  number.map((rate): Recipe => settings => void (settings.rate = rate)),
  fc.array(number, { maxLength: 3 }).map((layers): Recipe => settings => void settings.layers.push(...layers)),
  fc.tuple(fc.nat(3), fc.nat(2), number).map(([at, count, value]): Recipe => settings => void settings.layers.splice(at, count, value)),
  fc.constant((settings: Settings) => void settings.layers.reverse()),
  fc.constant((settings: Settings) => void settings.layers.shift()),
  fc.constant((settings: Settings) => void (settings.layers.length = 0)),
  fc.tuple(name, plain).map(([name, value]): Recipe => settings => void (settings.more[name] = structuredClone(value))),
  fc.tuple(name, plain).map(([name, value]): Recipe => settings => void (settings.more = { [name]: structuredClone(value) })),
  name.map((name): Recipe => settings => void delete settings.more[name]),
  name.map((name): Recipe => settings => void (settings.more[name] = undefined)),
  fc.tuple(name, name).map(([from, to]): Recipe => settings => { settings.more[to] = settings.more[from]; delete settings.more[from]; }),
  fc.constant((settings: Settings) => void (settings.more = { in: [settings.more] })),
); // prettier-ignore
const events = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        gap: fc.integer({ min: 1, max: 3 }),
        record: fc.record(
          { loss: number, metrics: fc.dictionary(name, number), validation: plain },
          { requiredKeys: ['loss', 'metrics'] },
        ),
      }),
    },
    { weight: 1, arbitrary: fc.record({ recipe: fc.array(recipe, { minLength: 1, maxLength: 3 }) }).map(({ recipe: all }) => ({ recipe: (settings: Settings) => all.forEach(one => one(settings)) })) },
  ),
  { maxLength: 40, size: 'max' },
); // prettier-ignore
const options = fc.record({ every: fc.integer({ min: 1, max: 3 }), keep: fc.integer({ min: 1, max: 20 }) });

const first = (): Settings => ({ rate: 1, layers: [3, 2, 1], more: {} });

/** A history, the changes that it told, and a way to let something happen. */
function aHistory(given: { every: number; keep: number }) {
  const history = runHistory<Settings, Kept>({ settings: first(), ...given });
  const record$ = new Subject<Kept>();
  record$.pipe(history).subscribe();
  const changes = observe(history.changes$).values;
  const happen = (event: Event, step: number): void => {
    if ('recipe' in event) history.updateSettings(event.recipe);
    else record$.next({ ...event.record, step });
  };
  return { history, changes, happen };
}

/** The steps of the records among events, from 1 at the soonest. */
function stepsOf(all: readonly Event[]): number[] {
  let step = 0;
  return all.map(event => (step += 'gap' in event ? event.gap : 0));
}

const some = { numRuns: takenRuns(100) };

describe('whatever happens in a run', () => {
  it('its settings and records are what plain objects would be', () => {
    fc.assert(
      fc.property(events, options, (all, given) => {
        const { history, happen } = aHistory(given);
        const steps = stepsOf(all);
        const settings = first();
        const records: Kept[] = [];
        for (const [i, event] of all.entries()) {
          happen(event, steps[i]!);
          if ('recipe' in event) event.recipe(settings);
          else if (steps[i]! % given.every === 0 || event.record.validation !== undefined)
            records.push({ ...event.record, step: steps[i]! });
          expect(history.state.settings).toEqual(settings);
          const kept = recordsOf(history.state);
          expect(kept).toEqual(records.slice(records.length - kept.length));
        }
      }),
      some,
    );
  });

  it('its changes lead from the first state to each, and back, also where they were copied', () => {
    fc.assert(
      fc.property(events, options, (all, given) => {
        const { history, changes, happen } = aHistory(given);
        const states = [history.state];
        history.changes$.subscribe(() => states.push(history.state));
        const copies = states.map(state => structuredClone(state));
        for (const [i, event] of all.entries()) {
          happen(event, stepsOf(all)[i]!);
          if (states.length > copies.length) copies.push(structuredClone(history.state));
        }
        expect(states.length).toBe(changes.length + 1);
        const sent = structuredClone(changes);
        for (const [count, state] of copies.entries()) {
          expect(states[count]).toEqual(state);
          expect(replay(states[0]!, sent.slice(0, count))).toEqual(state);
          expect(replay(structuredClone(state), sent.slice(count))).toEqual(copies.at(-1));
          expect(rewind(history.state, sent.slice(count))).toEqual(state);
        }
      }),
      some,
    );
  });

  it('the state as of a step is the one that it was, and is known for as many changes as are kept', () => {
    fc.assert(
      fc.property(events, options, (all, given) => {
        const { history, changes, happen } = aHistory(given);
        const steps = stepsOf(all);
        const states = new Map([[0, structuredClone(history.state)]]);
        for (const [i, event] of all.entries()) {
          happen(event, steps[i]!);
          states.set(steps[i]!, structuredClone(history.state));
        }
        let then = states.get(0)!;
        for (let step = 0; step <= (steps.at(-1) ?? 0); step++) {
          then = states.get(step) ?? then;
          const since = changes.filter(change => change.step > step).length;
          if (since <= given.keep) expect(history.at(step)).toEqual(then);
          else
            try {
              expect(history.at(step)).toEqual(then);
            } catch (error) {
              expect(error).toBeInstanceOf(StateError);
            }
        }
      }),
      some,
    );
  });

  it('a history that was restored goes on with the same states, changes and past', () => {
    fc.assert(
      fc.property(
        events,
        options,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (all, given, share) => {
          const place = Math.floor(share * all.length);
          const [whole, part] = [aHistory(given), aHistory(given)];
          const steps = stepsOf(all);
          for (const [i, event] of all.entries()) {
            if (i === place) restore({ history: part.history }, structuredClone(snapshot({ history: whole.history })));
            if (i >= place) part.happen(event, steps[i]!);
            whole.happen(event, steps[i]!);
            if (i >= place) expect(part.history.state).toEqual(whole.history.state);
          }
          if (all.length === 0) return;
          expect(snapshot({ history: part.history })).toEqual(snapshot({ history: whole.history }));
          // The first change that it told was the restored state.
          expect(replay(aHistory(given).history.state, part.changes)).toEqual(whole.history.state);
          const later = part.changes.length - 1;
          expect(part.changes.slice(1)).toEqual(later === 0 ? [] : whole.changes.slice(-later));
        },
      ),
      some,
    );
  });
});

describe('replaying', () => {
  const run = (): { first: object; last: object; changes: Change[] } => {
    const { history, changes, happen } = aHistory({ every: 1, keep: 4 });
    const first = history.state;
    for (let step = 1; step < 12; step++) {
      happen({ gap: 1, record: { loss: step, metrics: {} } }, step);
      happen({ recipe: settings => void settings.layers.push(step) }, step);
    }
    return { first, last: history.state, changes };
  };

  it('no changes gives the same object', () => {
    const { first } = run();
    expect([replay(first, []), rewind(first, [])].every(state => state === first)).toBe(true);
  });

  it('does not lead there if a change is left out, or their order is another', () => {
    const { first, last, changes } = run();
    expect(replay(first, changes)).toEqual(last);
    const attempts = [
      changes.slice(1),
      changes.slice(0, -1),
      [...changes.slice(0, 5), ...changes.slice(6)],
      [...changes].reverse(),
    ];
    for (const attempt of attempts) {
      let state: object | undefined;
      try {
        state = replay(first, attempt);
      } catch (error) {
        expect(error).toBeInstanceOf(StateError);
      }
      expect(state).not.toEqual(last);
    }
  });

  it('changes of another state says so', () => {
    const { changes } = run();
    expect(() => replay({}, changes)).toThrow(
      /^replay: the changes must be those of the state, got an error: .*Give them all/,
    );
    expect(() => rewind({}, changes)).toThrow(/^rewind: the changes must be those of the state/);
    expect(() => replay({}, changes)).toThrow(StateError);
  });

  it('leaves what it was given as it is, and shares what did not change', () => {
    const { first, changes } = run();
    const [state, list] = structuredClone([first, changes.slice(1, 2)]) as [
      { settings: object; records: object },
      Change[],
    ];
    const before = structuredClone([state, list]);
    const after = replay(state, list);
    expect([state, list]).toEqual(before);
    expect(after.records).toBe(state.records);
    expect(after.settings).not.toBe(state.settings);
  });
});
