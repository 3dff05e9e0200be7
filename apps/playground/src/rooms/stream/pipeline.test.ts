import { describe, expect, it } from 'vitest';
import { Pipeline, WEIGHED_EVERY, WINDOW } from './pipeline.ts';
import { reactions } from './reactions.ts';
import { Run } from './run.ts';
import { eventAt } from './event.ts';
import { firstSettings, type PipelineSettings } from './settings.ts';

const settings = (changes: Partial<PipelineSettings> = {}): PipelineSettings => ({ ...firstSettings(), ...changes });

/** Runs a pipeline and returns what it holds after each event. */
function steps(chosen: PipelineSettings, events: number) {
  const reacted: [number, number][] = [];
  const alarms: [number, number][] = [];
  const pipeline = new Pipeline(chosen, {
    reacted: (...at) => reacted.push(at),
    alarmed: (...at) => alarms.push(at),
  });
  const states = Array.from({ length: events }, () => {
    pipeline.next();
    const { event, arrived, learned, accuracies, waiting, memory } = pipeline;
    return { event, arrived, learned, accuracies: [...accuracies], waiting, memory };
  });
  pipeline.close();
  return { states, reacted, alarms };
}

describe('a pipeline', () => {
  it('has the accuracy that counting the last right predictions gives', () => {
    const chosen = settings({ late: 30, drifts: [{ kind: 'sudden', at: 300 }] });
    const { states } = steps(chosen, 700);
    const right: number[][] = reactions.map(() => []);
    for (const { event, arrived, accuracies } of states) {
      const due = event - 30;
      if (due < 1) {
        expect(accuracies.every(Number.isNaN)).toBe(true);
        continue;
      }
      const { predictions } = states[due - 1]!.arrived!;
      const { label } = eventAt(chosen, due);
      predictions.forEach((p, i) => right[i]!.push(p > 0.5 === (label === 1) ? 1 : 0));
      const last = right.map(list => list.slice(-WINDOW));
      expect(accuracies).toEqual(last.map(list => list.reduce((a, b) => a + b) / list.length));
      expect(arrived!.id).toBe(event);
    }
  });

  it('learns an event with the prediction of its arrival, when its label comes', () => {
    const { states } = steps(settings({ late: 7 }), 60);
    for (const { event, learned, waiting } of states) {
      expect(waiting).toBe(Math.min(event, 7));
      expect(learned?.id).toBe(event > 7 ? event - 7 : undefined);
      if (learned !== undefined) expect(learned.predictions).toEqual(states[learned.id - 1]!.arrived!.predictions);
    }
    // Nothing was learned before event 8 was predicted, and one event before event 9 was.
    expect(states.slice(0, 8).map(({ arrived }) => arrived!.predictions[0])).toEqual(Array(8).fill(0.5));
    expect(states[8]!.arrived!.predictions[0]).not.toBe(0.5);
  });

  it('keeps its memory flat', () => {
    const { states } = steps(settings({ late: 50, drifts: [{ kind: 'recurring', at: 600 }] }), 2500);
    const bytes = states.filter(({ event }) => event % WEIGHED_EVERY === 0).map(({ memory }) => memory.bytes);
    expect(bytes).toHaveLength(25);
    const [early, late] = [bytes.slice(5, 10), bytes.slice(-5)].map(some => Math.max(...some));
    expect(late! / early!).toBeLessThan(1.05);
  });

  it('recovers from a sudden drift with each reaction, and hardly without', () => {
    const { states, reacted } = steps(settings({ drifts: [{ kind: 'sudden', at: 1000 }] }), 1400);
    const { accuracies } = states.at(-1)!;
    expect(accuracies[0]).toBeLessThan(0.65);
    for (const accuracy of accuracies.slice(1)) expect(accuracy).toBeGreaterThan(0.85);
    expect(new Set(reacted.map(([reaction]) => reaction))).toEqual(new Set([1, 2, 3]));
    expect(reacted.every(([, event]) => event > 1000)).toBe(true);
  });

  it.each(['sudden', 'gradual', 'recurring'] as const)(
    'takes a %s drift that is pressed as one of its settings',
    kind => {
      const drifts = [{ kind, at: 200 }] as const;
      const pressed = new Run(settings());
      pressed.advance(200);
      pressed.follow(settings({ drifts }));
      pressed.advance(900);
      const opened = new Run(settings({ drifts }));
      opened.advance(900);
      expect(pressed.history).toEqual(opened.history);
      expect(pressed.pipeline.memory).toEqual(opened.pipeline.memory);
    },
  );
});
