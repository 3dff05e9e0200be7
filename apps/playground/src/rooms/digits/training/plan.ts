import { optimizers, type OptimizerName } from 'digits/optimizers';

/** What is chosen for the steps after one. */
export interface Choice {
  readonly step: number;
  readonly optimizer: OptimizerName;
  readonly rate: number;
}

/** A stretch of training: it begins with the first weights, or leaves another branch at the step of its first choice. */
export interface Branch {
  /** The number of the branch that it leaves; the first one leaves none. */
  readonly parent: number | undefined;
  /** In the order of steps; the first says where it begins. */
  readonly choices: readonly [Choice, ...Choice[]];
  /** The step that it has come to. */
  readonly last: number;
}

/** Where the weights are: at a step of a branch. */
export interface Place {
  readonly branch: number;
  readonly step: number;
}

/** All that a training in the room follows from. */
export interface Plan {
  readonly seed: number;
  readonly branches: readonly [Branch, ...Branch[]];
  readonly place: Place;
}

/** Examples in a batch, and units of the hidden layer, as in the program for the terminal. */
export const BATCH = 32;
export const HIDDEN = 128;

/** Times that all training digits may be seen, and the steps that makes: 8,000 digits in batches of 32. */
export const EPOCHS = 20;
export const LAST_STEP = EPOCHS * 250;

/** Branches that the chart has colours for. */
export const MOST_BRANCHES = 8;

/** Steps a second that a training may go at; `Infinity` is as fast as it can. */
export const SPEEDS = [10, 50, 250, Infinity] as const;

/** The optimizers that follow a slider. */
export const choosable = (Object.keys(optimizers) as OptimizerName[]).filter(name => 'make' in optimizers[name]);

/** The plan of a room that is opened. */
export function firstPlan(seed = 1): Plan {
  const choice = { step: 0, optimizer: 'adam', rate: optimizers.adam.rate } as const;
  return { seed, branches: [{ parent: undefined, choices: [choice], last: 0 }], place: { branch: 0, step: 0 } };
}

/** The choices on the way from the first weights to a place, those that hold in its branch after it included. */
export function choicesTo({ branches }: Pick<Plan, 'branches'>, branch: number): Choice[] {
  const { parent, choices } = branches[branch]!;
  if (parent === undefined) return [...choices];
  return [...choicesTo({ branches }, parent).filter(({ step }) => step < choices[0].step), ...choices];
}

/** What holds for the step after so many. */
export function choiceAt(choices: readonly Choice[], step: number): Choice {
  return choices.findLast(choice => choice.step <= step)!;
}

/** The branch whose training made a step on the way to a branch: itself, or one that it comes from. */
export function madeBy({ branches }: Pick<Plan, 'branches'>, branch: number, step: number): number {
  const { parent, choices } = branches[branch]!;
  return parent === undefined || step > choices[0].step ? branch : madeBy({ branches }, parent, step);
}

/** A name for a place, the same on every way to it: the branch that made its step, and the step. */
export function placeName(plan: Pick<Plan, 'branches'>, { branch, step }: Place): string {
  return `${madeBy(plan, branch, step)}:${step}`;
}

/** The plan with another choice from its place on. Away from the end of its branch, a new branch begins there. */
export function chosen(plan: Plan, change: Partial<Pick<Choice, 'optimizer' | 'rate'>>): Plan {
  const there = atEnd(plan);
  const { branch, step } = there.place;
  const { choices, ...rest } = there.branches[branch]!;
  const choice = { ...choiceAt(choices, step), ...change, step };
  const kept = choices.filter(one => one.step < step);
  return withBranch(there, branch, { ...rest, choices: [...kept, choice] as unknown as Branch['choices'] });
}

/** The plan with its place a step further. Away from the end of its branch, a new branch begins there. */
export function advanced(plan: Plan): Plan {
  const there = atEnd(plan);
  const { branch, step } = there.place;
  const place = { branch, step: step + 1 };
  return { ...withBranch(there, branch, { ...there.branches[branch]!, last: step + 1 }), place };
}

/** The plan with its place at the end of a branch: at that of a new one that begins there, if it was not at an end. */
function atEnd(plan: Plan): Plan {
  const { branches, place } = plan;
  if (place.step === branches[place.branch]!.last) return plan;
  const choice = { ...choiceAt(choicesTo(plan, place.branch), place.step), step: place.step };
  const branch: Branch = { parent: madeBy(plan, place.branch, place.step), choices: [choice], last: place.step };
  return { ...plan, branches: [...branches, branch], place: { branch: branches.length, step: place.step } };
}

/** Whether the plan has room to go on from its place. */
export function canGoOn({ branches, place }: Plan): boolean {
  return place.step < LAST_STEP && (place.step === branches[place.branch]!.last || branches.length < MOST_BRANCHES);
}

function withBranch(plan: Plan, number: number, branch: Branch): Plan {
  const branches = plan.branches.map((one, i) => (i === number ? branch : one)) as unknown as Plan['branches'];
  return { ...plan, branches };
}
