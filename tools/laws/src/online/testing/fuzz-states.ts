import { createContext, Script } from 'node:vm';
import { ContractError } from '@thalweg/tensor';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, StateError } from '@thalweg/train';
import { itemsOf, pushed, pushedToTheEnd, type Pushed } from '../laws/pushed.ts';
import { titleOf, type OnlineRow } from '../laws/online-row.ts';
import { mutatedState } from './mutated-state.ts';

/** The items before the state is saved, and after it is restored. */
const BEFORE = 60;
const AFTER = 25;
/** The milliseconds after which something hangs. */
const PATIENCE = 10_000;

/** The number of states that were refused, and of those that the operator went on from. */
export interface Outcome {
  refused: number;
  restored: number;
  /** Of these, those that refused an item in words of ours. */
  objected: number;
}

/** A row whose state is changed. */
export interface FuzzedRow<T> extends OnlineRow<T> {
  /** The parts of the state that it passes on as they are, NaN too: no check of ours can know what is right. */
  readonly carries?: string | undefined;
}

type InTime = <T>(call: () => T) => T;

/** Returns a function that calls another one, and throws if it takes for ever. */
function watchdog(): InTime {
  const held: { call?: () => unknown } = {};
  const context = createContext(held);
  const script = new Script('call()');
  return <T>(call: () => T): T => {
    held.call = call;
    return script.runInContext(context, { timeout: PATIENCE }) as T;
  };
}

/**
 * Restores changed states of an operator from files with right checksums, and has it go on. What is not refused by a
 * `StateError` in words must be a state: the operator takes items from it without a raw error, or NaN where it tells
 * none otherwise, and can be saved and restored again.
 */
export async function fuzzStates<T>(row: FuzzedRow<T>, first: number, count: number): Promise<Outcome> {
  const outcome: Outcome = { refused: 0, restored: 0, objected: 0 };
  const learner = row.make();
  const { parts, operator } = learner;
  if (parts === undefined) return outcome;
  pushed(operator, itemsOf(row, BEFORE));
  const inTime = watchdog();
  const kept = snapshot(parts);
  const items = itemsOf(row, AFTER, BEFORE);
  const use = (one = operator): Promise<Pushed> | Pushed =>
    row.inLaterTurns === true ? pushedToTheEnd(row, one, items) : inTime(() => pushed(one, items));
  const usual = [await use(), await use(row.make().operator)];
  for (let seed = first; seed < first + count; seed++) {
    const { snapshot: changed, huge } = mutatedState(kept, seed);
    const where = `${titleOf(row)}, seed ${seed}`;
    try {
      inTime(() => restore(parts, decodeSnapshot(encodeSnapshot(changed))));
    } catch (error) {
      checkRefusal(error, where);
      outcome.refused++;
      continue;
    }
    outcome.restored++;
    const { told, errors } = await use();
    for (const error of errors) if (!(error instanceof ContractError)) throw raw(error, where);
    if (errors.length > 0) outcome.objected++;
    const wrong = huge || row.carries !== undefined ? undefined : newNaN(told, usual);
    if (wrong !== undefined) throw new Error(`${where}: NaN in ${wrong}`);
    if (!huge) again(() => restore(parts, decodeSnapshot(encodeSnapshot(snapshot(parts)))), where);
  }
  return outcome;
}

function raw(error: unknown, where: string): Error {
  return new Error(`${where}: ${String(error)}`, { cause: error });
}

/** A refusal is a StateError that says what is wrong, and not how our code failed. */
function checkRefusal(error: unknown, where: string): void {
  if (!(error instanceof StateError)) throw raw(error, where);
  if (error.message.length > 1000 || /TypeError|RangeError|Cannot read|is not a function/.test(error.message))
    throw new Error(`${where}: not useful: ${error.message.slice(0, 300)}`);
}

function again(restored: () => void, where: string): void {
  try {
    restored();
  } catch (error) {
    throw new Error(`${where}: the state after ${AFTER} items is refused: ${String(error)}`, { cause: error });
  }
}

/** Returns where something tells NaN that never does otherwise, or does so at its end when others do not; `undefined` if nowhere. */
function newNaN(told: readonly unknown[], usual: readonly Pushed[]): string | undefined {
  const ever = new Set(usual.flatMap(one => one.told.flatMap(value => pathsOfNaN(value))));
  const atLast = new Set(usual.flatMap(one => pathsOfNaN(one.told.at(-1))));
  const isNew = (value: unknown, known: ReadonlySet<string>): string | undefined =>
    pathsOfNaN(value).find(path => !known.has(path));
  return told.map(value => isNew(value, ever)).find(path => path !== undefined) ?? isNew(told.at(-1), atLast);
}

function pathsOfNaN(value: unknown, path = 'it'): string[] {
  if (typeof value === 'number') return Number.isNaN(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    pathsOfNaN(inner, `${path}.${Array.isArray(value) || ArrayBuffer.isView(value) ? 'i' : name}`),
  );
}
