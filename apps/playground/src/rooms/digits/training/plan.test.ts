import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { formatPlan, parsePlan } from './plan-address.ts';
import {
  advanced,
  canGoOn,
  choiceAt,
  choicesTo,
  choosable,
  chosen,
  firstPlan,
  LAST_STEP,
  madeBy,
  MOST_BRANCHES,
  type Plan,
} from './plan.ts';

const walked = (plan: Plan, steps: number): Plan => (steps === 0 ? plan : walked(advanced(plan), steps - 1));

/** Plans as a visitor comes to them: steps, choices and ways back in any order. */
const plans = fc
  .array(
    fc.oneof(
      fc.record({ walk: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ optimizer: fc.constantFrom(...choosable), rate: fc.double({ min: 1e-6, max: 10, noNaN: true }) }),
      fc.record({ branch: fc.nat(20), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    ),
    { maxLength: 25 },
  )
  .map(deeds =>
    deeds.reduce<Plan>((plan, deed) => {
      if ('branch' in deed) {
        const branch = deed.branch % plan.branches.length;
        return { ...plan, place: { branch, step: Math.floor(deed.share * plan.branches[branch]!.last) } };
      }
      if (!canGoOn(plan)) return plan;
      return 'walk' in deed ? walked(plan, deed.walk) : chosen(plan, deed);
    }, firstPlan()),
  );

describe('a plan', () => {
  it('advances at the end of its branch, and begins another one elsewhere', () => {
    const plan = walked(firstPlan(), 10);
    expect(plan).toMatchObject({ branches: [{ last: 10 }], place: { branch: 0, step: 10 } });
    const back = walked({ ...plan, place: { branch: 0, step: 4 } }, 3);
    expect(back.branches[0].last).toBe(10);
    expect(back.branches[1]).toMatchObject({ parent: 0, choices: [{ step: 4 }], last: 7 });
    expect(back.place).toEqual({ branch: 1, step: 7 });
  });

  it('has the last of the choices that were made at a step', () => {
    const once = chosen(walked(firstPlan(), 5), { optimizer: 'sgd', rate: 0.1 });
    const twice = chosen(once, { rate: 0.2 });
    expect(choicesTo(twice, 0).map(({ step, optimizer, rate }) => [step, optimizer, rate])).toEqual([
      [0, 'adam', 2e-3],
      [5, 'sgd', 0.2],
    ]);
  });

  it('knows which branch made a step, however often it was left', () => {
    const a = walked(firstPlan(), 30);
    const b = walked({ ...a, place: { branch: 0, step: 20 } }, 20);
    // It goes back behind the place where b left a, so it leaves a.
    const c = walked({ ...b, place: { branch: 1, step: 10 } }, 5);
    expect(c.branches[2]).toMatchObject({ parent: 0, choices: [{ step: 10 }] });
    expect([5, 20, 21].map(step => madeBy(b, 1, step))).toEqual([0, 0, 1]);
    expect([5, 10, 11].map(step => madeBy(c, 2, step))).toEqual([0, 0, 2]);
  });

  it('ends with the steps and branches that there may be', () => {
    const place = { branch: 0, step: 0 };
    let plan = walked(firstPlan(), 2);
    while (canGoOn({ ...plan, place })) plan = advanced({ ...plan, place });
    expect(plan.branches).toHaveLength(MOST_BRANCHES);
    expect(canGoOn(plan)).toBe(true);
    const [branch] = firstPlan().branches;
    const end = { ...firstPlan(), branches: [{ ...branch, last: LAST_STEP }], place: { branch: 0, step: LAST_STEP } };
    expect(canGoOn(end as unknown as Plan)).toBe(false);
  });

  prop.prop([plans])('is in the address as it is', plan => {
    expect(parsePlan(formatPlan(plan))).toEqual({ plan, problem: undefined });
  });

  prop.prop([plans])('has one choice for each step, from the branch that made it or an older one', plan => {
    for (const [number, { last }] of plan.branches.entries())
      for (let step = 0; step <= last; step++) {
        const choices = choicesTo(plan, number);
        expect(choiceAt(choices, step).step).toBeLessThanOrEqual(step);
        expect(choices.every((choice, i) => i === 0 || choice.step > choices[i - 1]!.step)).toBe(true);
      }
  });
});

describe('an address', () => {
  it('of a plan is short', () => {
    const plan = chosen(walked(firstPlan(3), 250), { optimizer: 'sgd', rate: 0.1 });
    expect(formatPlan(walked(plan, 1))).toEqual({ seed: '3', a: '0:adam:0.002~250:sgd:0.1~251', at: 'a:251' });
  });

  it('that asks for nothing opens a new training', () => {
    expect(parsePlan({})).toEqual({ plan: firstPlan(), problem: undefined });
    expect(parsePlan({ seed: '7' }).plan.seed).toBe(7);
  });

  it.each([
    { seed: '-1' },
    { seed: '1', a: '' },
    { a: '0:adam:0.002~100' },
    { a: '0:adam:0.002~100', at: 'a:101' },
    { a: '0:adam:0.002~100', at: 'b:1' },
    { a: '0:adam:0.002~100', at: 'ab:1' },
    { a: '0:adam:0.002~99999', at: 'a:1' },
    { a: '1:adam:0.002~100', at: 'a:1' },
    { a: '0:adam:0~100', at: 'a:1' },
    { a: '0:adam:NaN~100', at: 'a:1' },
    { a: '0:horse:0.1~100', at: 'a:1' },
    { a: '0:ftrl:0.1~100', at: 'a:1' },
    { a: '0:adam:0.1~50:sgd:0.1~50:sgd:0.2~100', at: 'a:1' },
    { a: '0:adam:0.1~150:sgd:0.1~100', at: 'a:1' },
    { a: '~100', at: 'a:1' },
    { b: 'a~0:adam:0.1~100', at: 'b:1' },
    { a: '0:adam:0.1~100', b: '50:sgd:0.1~100', at: 'b:1' },
    { a: '0:adam:0.1~100', b: 'b~50:sgd:0.1~100', at: 'b:1' },
    { a: '0:adam:0.1~100', b: 'a~101:sgd:0.1~200', at: 'b:1' },
    { a: '0:adam:0.1~100', c: 'a~50:sgd:0.1~200', at: 'c:1' },
  ] as Record<string, string>[])('that makes no sense opens a new training, and says so: %o', state => {
    const { plan, problem } = parsePlan(state);
    expect(plan).toEqual(firstPlan());
    expect(problem).toContain('cannot be');
  });
});
