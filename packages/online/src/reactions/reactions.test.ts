import { input, read, type Node } from '@thalweg/graph';
import { adagrad, sgd } from '@thalweg/optim';
import { fillNormal, key } from '@thalweg/tensor';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, wireOf, type Parts } from '@thalweg/train';
import { from, lastValueFrom, Subject, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { adwin } from '../drift/adwin.ts';
import { ddm } from '../drift/ddm.ts';
import { learn, type Learning } from '../learn/learn.ts';
import type { Model } from '../learn/model.ts';
import { logisticRegression } from '../models/logistic-regression.ts';
import type { Outcome } from '../learn/outcome.ts';
import { forgetOnDrift } from './forget-on-drift.ts';
import { learnWithShadow } from './learn-with-shadow.ts';
import { onDrift } from './on-drift.ts';
import { raiseRateOnDrift } from './raise-rate-on-drift.ts';

const FEATURES = 8;
const EVENTS = 6000;
const CHANGE = 3000;

type NumberOutcome = Outcome<number, number>;

const wrong = ({ prediction, target }: NumberOutcome): number => (prediction > 0.5 === target > 0.5 ? 0 : 1);
const detector = () => adwin({ direction: 'up', every: 8 });

/** Labels by the sign of one feature less another, and by the opposite after the change. */
const events = (() => {
  const x = fillNormal(new Float64Array(EVENTS * FEATURES), key(11));
  return Array.from({ length: EVENTS }, (_, i) => {
    const row = x.subarray(i * FEATURES, (i + 1) * FEATURES);
    const label = row[0]! - row[1]! > 0 ? 1 : 0;
    return { x: row, label: i < CHANGE ? label : 1 - label };
  });
})();

const build = (): Model<readonly [], readonly []> =>
  logisticRegression(input('x', [FEATURES], 'float64'), input('label', [], 'float64'));

/** After how many events of the new kind 95 of the last 100 are right again, in units of what was right before. */
function recoveryOf(outcomes: readonly NumberOutcome[]): number {
  const errors = outcomes.map(wrong);
  const rate = (from: number, to: number): number => errors.slice(from, to).reduce((a, b) => a + b, 0) / (to - from);
  const goal = 0.95 * (1 - rate(CHANGE - 1000, CHANGE));
  for (let at = CHANGE + 100; at <= errors.length; at++) if (1 - rate(at - 100, at) >= goal) return at - CHANGE;
  return Infinity;
}

interface Pipeline {
  readonly parts: Parts;
  readonly run: (source: Observable<(typeof events)[number]>) => Observable<NumberOutcome>;
}

const pipelines: Readonly<Record<string, () => Pipeline>> = {
  'forget the moments': () => {
    const learning = learn(build(), adagrad({ learningRate: 0.5 }));
    const forget = forgetOnDrift(detector(), { of: wrong, learning, forget: 'moments' });
    return { parts: { learning, forget }, run: source => source.pipe(learning, forget) };
  },
  'forget everything': () => {
    const learning = learn(build(), adagrad({ learningRate: 0.5 }));
    const forget = forgetOnDrift(detector(), { of: wrong, learning, forget: 'everything' });
    return { parts: { learning, forget }, run: source => source.pipe(learning, forget) };
  },
  'raise the rate': () => {
    const rate = raiseRateOnDrift(detector(), { of: wrong, learningRate: 0.5, factor: 10, halfLife: 200 });
    const learning = learn(build(), adagrad({ learningRate: rate.learningRate }));
    return { parts: { learning, rate }, run: source => source.pipe(learning, rate) };
  },
  'train a shadow': () => {
    const make = () => ({ model: build(), optimizer: adagrad({ learningRate: 0.5 }) });
    const learning = learnWithShadow(make, detector(), { of: wrong, warmUp: 30 });
    return { parts: { learning }, run: source => source.pipe(learning) };
  },
};

const plain = (): Learning<NumberOutcome> => learn(build(), adagrad({ learningRate: 0.5 }));

/** Moments alone leave the weights of the old world to be unlearned: quicker than without, but not twice as quick. */
const share = (reaction: string): number => (reaction === 'forget the moments' ? 0.6 : 0.5);

describe.each(Object.entries(pipelines))('a pipeline that reacts: %s', (reaction, make) => {
  it('has 95 % of its former accuracy again in a share of the events that a plain one needs', async () => {
    const without = await lastValueFrom(from(events).pipe(plain(), toArray()));
    const reacting = await lastValueFrom(make().run(from(events)).pipe(toArray()));
    expect(recoveryOf(reacting)).toBeLessThanOrEqual(share(reaction) * recoveryOf(without));
    // Until something happens it is the plain one.
    expect(reacting.slice(0, CHANGE)).toEqual(without.slice(0, CHANGE));
    expect(reacting.map(({ step }) => step)).toEqual(without.map(({ step }) => step));
  });

  it.each([100, CHANGE + 10, CHANGE + 60, CHANGE + 120, CHANGE + 400])(
    'goes on from a snapshot after %d events as if it had not stopped',
    async at => {
      const whole = await lastValueFrom(make().run(from(events)).pipe(toArray()));
      const first = make();
      await lastValueFrom(first.run(from(events.slice(0, at))));
      const second = make();
      restore(second.parts, decodeSnapshot(encodeSnapshot(snapshot(first.parts))));
      const rest = await lastValueFrom(second.run(from(events.slice(at))).pipe(toArray()));
      expect(rest).toEqual(whole.slice(at));
    },
  );
});

describe('onDrift', () => {
  it('passes everything on, and calls back once for a warning and once for a drift', () => {
    const errors = [...new Array<number>(200).fill(0), ...new Array<number>(60).fill(1)];
    const alarms: string[] = [];
    const passed: number[] = [];
    const watched = onDrift(ddm({ warmUp: 5 }), {
      of: (error: number) => error,
      react: ({ status, at }) => alarms.push(`${status} ${at}`),
    });
    from([0, 1, ...errors])
      .pipe(watched)
      .subscribe(error => passed.push(error));
    expect(passed).toEqual([0, 1, ...errors]);
    expect(alarms[0]).toMatch(/^warning 20/);
    expect(alarms[1]).toMatch(/^drift 20/);
  });

  it('ends with what the detector, its reading and the reaction throw', () => {
    const told: string[] = [];
    const error = ({ message }: Error): void => void told.push(message);
    const react = (): void => {
      throw new Error('reaction');
    };
    from([0.5])
      .pipe(onDrift(ddm(), { of: (n: number) => n, react }))
      .subscribe({ error });
    from([0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1])
      .pipe(onDrift(ddm({ warmUp: 1 }), { of: (n: number) => n, react }))
      .subscribe({ error });
    expect(told[0]).toContain('ddm: ');
    expect(told[1]).toBe('reaction');
  });
});

describe('forgetOnDrift', () => {
  it('puts back what was there when it was made: moments alone, or parameters too; the step goes on', () => {
    const after = (forget: 'moments' | 'everything') => {
      const model = build();
      const learning = learn(model, adagrad({ learningRate: 0.5 }));
      const alarm = new Subject<number>();
      const events$ = new Subject<(typeof events)[number]>();
      let step = 0;
      events$.pipe(learning).subscribe(told => (step = told.step));
      // A detector that says drift when it is told to.
      const told = {
        name: 'told',
        initial: () => ({}),
        step: (_: object, value: number) => (value > 0 ? ('drift' as const) : ('stable' as const)),
      };
      alarm.pipe(forgetOnDrift(told, { of: n => n, learning, forget })).subscribe();
      events.slice(0, 10).forEach(event => events$.next(event));
      alarm.next(1);
      const value = (name: string): number[] => [...read(wireOf(learning, name) as Node).data];
      const result = [value('logisticRegression/weight'), value('adagrad.G(logisticRegression/weight)')];
      events$.next(events[10]!);
      return { weight: result[0]!, sums: result[1]!, step };
    };
    const zeros = new Array<number>(FEATURES).fill(0);
    const moments = after('moments');
    expect(moments.sums).toEqual(zeros);
    expect(moments.weight.every(weight => weight !== 0)).toBe(true);
    expect(moments.step).toBe(11);
    expect(after('everything')).toEqual({ weight: zeros, sums: zeros, step: 11 });
  });
});

describe('raiseRateOnDrift', () => {
  it('raises the rate at a drift, and lets it fall with its half-life', () => {
    const rate = raiseRateOnDrift(
      {
        name: 'told',
        initial: () => ({}),
        step: (_: object, value: number) => (value > 0 ? ('drift' as const) : ('stable' as const)),
      },
      { of: (n: number) => n, learningRate: 0.1, factor: 5, halfLife: 2 },
    );
    const rates: number[] = [];
    rate.learningRate.subscribe(now => rates.push(now));
    from([0, 1, 0, 0, 0, 0, 1]).pipe(rate).subscribe();
    expect(rates.map(now => now.toFixed(4))).toEqual([
      '0.1000',
      '0.5000',
      '0.3828',
      '0.3000',
      '0.2414',
      '0.2000',
      '0.5000',
    ]);
    rates.length = 0;
    from(new Array<number>(60).fill(0)).pipe(rate).subscribe();
    expect(rates.at(-1)).toBe(0.1);
  });

  it.each([
    [{ learningRate: 0 }, 'learningRate must be above 0, got 0.'],
    [{ factor: 0.5 }, 'factor must be at least 1, got 0.5.'],
    [{ halfLife: 0 }, 'halfLife must be above 0, got 0.'],
  ])('refuses %o', (wrongOptions, message) => {
    const options = { of: (n: number) => n, learningRate: 0.1, factor: 2, halfLife: 10, ...wrongOptions };
    expect(() => raiseRateOnDrift(adwin(), options)).toThrow(`raiseRateOnDrift: ${message}`);
  });
});

describe('learnWithShadow', () => {
  const make = () => ({ model: build(), optimizer: sgd({ learningRate: 0.05 }) });

  it('tells when a shadow takes over, and which model is in charge', async () => {
    const learning = learnWithShadow(make, detector(), { of: wrong, warmUp: 30 });
    const switches: number[] = [];
    learning.switches.subscribe(step => switches.push(step));
    const first = learning.model();
    await lastValueFrom(from(events).pipe(learning));
    expect(switches.length).toBeGreaterThanOrEqual(1);
    expect(switches[0]).toBeGreaterThan(CHANGE + 30);
    expect(switches[0]).toBeLessThan(CHANGE + 200);
    expect(learning.model() === first).toBe(switches.length % 2 === 0);
  });

  it('lets go of everything when it is left, and refuses nonsense', () => {
    const records = new Subject<object>();
    const subscription = records.pipe(learnWithShadow(make, detector(), { of: wrong })).subscribe();
    subscription.unsubscribe();
    expect(records.observed).toBe(false);
    expect(() => learnWithShadow(make, detector(), { of: wrong, warmUp: 0 })).toThrow(
      'learnWithShadow: warmUp must be at least 1 and patience at least warmUp, got 0 and 0. Try 50 and 1000.',
    );
  });

  it('ends with an error for a record that does not fit', () => {
    const errors: string[] = [];
    from([{ x: events[0]!.x }])
      .pipe(learnWithShadow(make, detector(), { of: wrong, sliceMs: Infinity }))
      .subscribe({ error: ({ message }: Error) => errors.push(message) });
    expect(errors[0]).toContain("records must have a field 'label'");
  });
});
