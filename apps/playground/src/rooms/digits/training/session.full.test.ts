import { optimizers } from 'digits/optimizers';
import { readDigits } from 'digits/read-digits';
import { splitDigits } from 'digits/split-digits';
import { afterEach, describe, expect, it } from 'vitest';
import type { TrainingEvent, Point, TrainingStatus } from './training-event.ts';
import { firstPlan, type Plan } from './plan.ts';
import { Session } from './session.ts';

const digits = splitDigits(readDigits(), 1);
const open: Session[] = [];
afterEach(() => {
  for (const session of open.splice(0)) session.close();
});

/** A session, what it told, and a wait for what it tells. */
function opened(plan: Plan, { play = false, speed = Infinity } = {}) {
  const news: TrainingEvent[] = [];
  let told = (): void => {};
  const session = new Session(digits, plan, speed, one => {
    news.push(one);
    told();
  });
  open.push(session);
  session.open(play);
  const standing = (): TrainingStatus => news.findLast(one => one.kind === 'plan')!;
  const until = async (isReached: (standing: TrainingStatus) => boolean): Promise<TrainingStatus> => {
    while (!isReached(standing())) await new Promise<void>(resolve => (told = resolve));
    return standing();
  };
  const rest = () => until(({ activity }) => activity === 'resting');
  /** What was measured last at a step of a branch. */
  const point = (branch: number, step: number): Point =>
    news.findLast(one => one.kind === 'point' && one.branch === branch && one.step === step) as TrainingEvent & Point;
  const weights = () => news.findLast(one => one.kind === 'weights')!.weights;
  return { session, news, standing, until, rest, point, weights };
}

const adam = { step: 0, optimizer: 'adam', rate: 2e-3 } as const;
const straight = (last: number): Plan => ({
  ...firstPlan(),
  branches: [{ parent: undefined, choices: [adam], last }],
  place: { branch: 0, step: last },
});

describe('a training session', { timeout: 60_000 }, () => {
  it('plays from the first weights, measures on its way, and rests where it is told to', async () => {
    const { session, until, rest, point } = opened(firstPlan(), { play: true });
    await until(({ plan }) => plan.place.step >= 260);
    session.pause();
    const { plan, activity, loss } = await rest();
    expect(activity).toBe('resting');
    expect(plan.branches[0].last).toBe(plan.place.step);
    expect(loss).toBeLessThan(1);
    expect(point(0, 0).accuracy).toBeLessThan(0.3);
    expect(point(0, 250).accuracy).toBeGreaterThan(0.85);
    expect(point(0, 250).confusion.reduce((sum, count) => sum + count)).toBe(2000);
    expect(point(0, 25).loss).toBeGreaterThan(point(0, 250).loss!);
  });

  it('comes to the same numbers when it is opened where it rested', async () => {
    const steered = opened(firstPlan(), { play: true, speed: 250 });
    const { session, until, rest } = steered;
    await until(({ plan }) => plan.place.step >= 30);
    session.choose({ rate: 5e-3 });
    await until(({ plan }) => plan.place.step >= 90);
    session.choose({ optimizer: 'momentum', rate: optimizers.momentum.rate });
    session.choose({ rate: 0.02 });
    await until(({ plan }) => plan.place.step >= 270);
    session.pause();
    const { plan } = await rest();
    expect(plan.branches[0].choices.map(({ optimizer, rate }) => [optimizer, rate])).toEqual([
      ['adam', 2e-3],
      ['adam', 5e-3],
      ['momentum', 0.02],
    ]);
    const again = opened(plan);
    const standing = await again.rest();
    expect(standing).toEqual(steered.standing());
    expect(again.weights()).toEqual(steered.weights());
    const { branch, step } = plan.place;
    await expect.poll(() => again.point(branch, step)).toEqual(steered.point(branch, step));
  });

  it('goes back, and on from there as another branch', async () => {
    const first = opened(straight(300));
    const at = (step: number) =>
      first.until(({ activity, plan }) => activity === 'resting' && plan.place.step === step);
    await first.rest();
    const straightOn = first.weights();
    first.session.goTo({ branch: 0, step: 120 });
    expect((await at(120)).plan.branches).toHaveLength(1);
    expect(first.weights()).not.toEqual(straightOn);
    // Nothing was changed: the other branch comes to the same.
    first.session.play();
    await first.until(({ plan }) => plan.place.step >= 300);
    first.session.pause();
    const { plan } = await first.rest();
    expect(plan.branches[1]).toMatchObject({ parent: 0, choices: [{ ...adam, step: 120 }], last: plan.place.step });
    first.session.goTo({ branch: 1, step: 300 });
    await at(300);
    expect(first.weights()).toEqual(straightOn);
    // A choice away from the end of a branch begins one as well; it leaves the branch that made the step.
    first.session.goTo({ branch: 1, step: 60 });
    await at(60);
    first.session.choose({ optimizer: 'sgd', rate: optimizers.sgd.rate });
    first.session.play();
    await first.until(({ plan }) => plan.place.step >= 80);
    first.session.pause();
    const third = (await first.rest()).plan;
    expect(third.branches[2]).toMatchObject({ parent: 0, choices: [{ step: 60, optimizer: 'sgd', rate: 0.1 }] });
    expect(first.weights()).not.toEqual(straightOn);
    const again = opened(third);
    await again.rest();
    expect(again.weights()).toEqual(first.weights());
    for (const [branch, step] of [
      [0, 300],
      [1, 150],
      [1, 300],
      [2, 75],
    ] as const)
      // prettier-ignore
      expect(again.point(branch, step)).toEqual(first.point(branch, step));
  });

  it('shows the place of a plan before it has trained the other branches, and is steered meanwhile', async () => {
    const [sgd, lion] = [
      { step: 50, optimizer: 'sgd', rate: 0.1 },
      { step: 25, optimizer: 'lion', rate: 1e-4 },
    ] as const;
    const plan: Plan = {
      ...straight(100),
      branches: [
        { parent: undefined, choices: [adam], last: 100 },
        { parent: 0, choices: [sgd], last: 90 },
        { parent: 0, choices: [lion], last: 75 },
      ],
      place: { branch: 1, step: 80 },
    };
    const whole = opened(plan);
    const shown = await whole.until(({ activity }) => activity === 'restoring');
    expect(shown.plan).toEqual(plan);
    expect(whole.news.filter(({ kind }) => kind === 'point')).toEqual([{ kind: 'point', ...whole.point(1, 80) }]);
    const [first, place] = [whole.weights(), whole.point(1, 80)];
    const rested = await whole.rest();
    expect({ ...rested, activity: 'restoring', restoring: shown.restoring }).toEqual(shown);
    expect(whole.weights()).toEqual(first);
    // Each curve is complete, and the place was measured as the curve is.
    const steps = whole.news.flatMap(one => (one.kind === 'point' && one.branch === 1 ? one.step : []));
    expect([...new Set(steps)].sort((a, b) => a - b)).toEqual([75, 80, 90]);
    expect(whole.point(2, 75).loss).toBeGreaterThan(0);
    const longer = opened({ ...plan, place: { branch: 1, step: 90 } });
    await longer.rest();
    expect(longer.point(1, 75)).toEqual(whole.point(1, 75));

    const steered = opened(plan);
    await steered.until(({ activity }) => activity === 'restoring');
    steered.session.choose({ rate: 0.05 });
    expect(steered.standing()).toMatchObject({ activity: 'resting', plan: { place: { branch: 3, step: 80 } } });
    expect(steered.point(1, 80)).toEqual(place);
    steered.session.play();
    await steered.until(({ plan }) => plan.place.step >= 100);
    steered.session.pause();
    expect((await steered.rest()).plan.branches[3]).toMatchObject({ parent: 1, choices: [{ step: 80, rate: 0.05 }] });
  });

  it('whose other branch diverges comes to rest at the place of its plan', async () => {
    const wild = { step: 10, optimizer: 'sgd', rate: 1e30 } as const;
    const plan: Plan = {
      ...straight(30),
      branches: [
        { parent: undefined, choices: [adam], last: 30 },
        { parent: 0, choices: [wild], last: 30 },
      ],
      place: { branch: 0, step: 20 },
    };
    const { rest, news, point } = opened(plan);
    expect((await rest()).plan).toEqual(plan);
    expect(news.filter(({ kind }) => kind === 'diverged' || kind === 'failed')).toEqual([]);
    expect(point(0, 30).accuracy).toBeGreaterThan(0);
  });

  it('that leaves the range of numbers rests, says so, and can go back', async () => {
    const { session, news, rest, until } = opened(straight(10));
    await rest();
    session.choose({ optimizer: 'sgd', rate: optimizers.sgd.rate });
    session.choose({ rate: 1e30 });
    session.play();
    const diverged = await until(({ activity, loss }) => activity === 'resting' && !Number.isFinite(loss));
    expect(news.find(one => one.kind === 'diverged')).toMatchObject({ place: diverged.plan.place });
    session.goTo({ branch: 0, step: 10 });
    const { loss } = await until(({ activity, plan }) => activity === 'resting' && plan.place.step === 10);
    expect(loss).toBeLessThan(3);
    expect(news.filter(one => one.kind === 'failed')).toEqual([]);
  });

  it('keeps a pace, and changes it while it goes', async () => {
    const { session, standing, until } = opened(firstPlan(), { play: true, speed: 50 });
    await until(({ plan }) => plan.place.step >= 5);
    const [from, began] = [standing().plan.place.step, performance.now()];
    await until(({ plan }) => plan.place.step >= from + 30);
    expect(performance.now() - began).toBeGreaterThan(400);
    session.setSpeed(Infinity);
    await until(({ plan }) => plan.place.step >= 500);
    session.setSpeed(10);
    const fast = standing().plan.place.step;
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(standing().plan.place.step - fast).toBeLessThan(100);
  });

  it('takes whatever comes in any order, and closes from anywhere', async () => {
    const { session, news, until } = opened(straight(40));
    session.pause();
    session.play();
    session.choose({ rate: 0.01 });
    session.goTo({ branch: 0, step: 0 });
    session.play();
    session.choose({ optimizer: 'lion', rate: optimizers.lion.rate });
    session.goTo({ branch: 0, step: 20 });
    session.pause();
    session.pause();
    session.play();
    await until(({ plan, activity }) => activity === 'playing' && plan.place.step > 30);
    session.close();
    const count = news.length;
    await new Promise(resolve => setTimeout(resolve, 150));
    expect(news.length).toBe(count);
    expect(news.filter(one => one.kind === 'failed')).toEqual([]);
  });
});
