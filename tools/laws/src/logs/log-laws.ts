import { describe, it } from 'vitest';
import { refusesWrongArguments } from './laws/arguments.ts';
import {
  emitsWhatIsAllowed,
  endsOnceAllIsAllowed,
  failsAsItsDemandDoes,
  letsGoOfItsDemand,
  remembersWhatIsAllowed,
  takesDemandOutOfAnEntry,
} from './laws/demand.ts';
import {
  keepsSealedTopics,
  refusesEndedEpochs,
  refusesEndedEpochsAfterARestart,
  refusesEpochsThatLeap,
  storesEndedEpochs,
} from './laws/epochs.ts';
import {
  knowsIdsAfterARestart,
  knowsIdsByTopic,
  storesAnIdOnce,
  storesOneOfManyAtOnce,
  tellsIdsApart,
} from './laws/idempotence.ts';
import {
  beginsWhereItSays,
  endsWhereTheLogEnded,
  growsWithEachEntry,
  hasOneOrder,
  looksOnWhileOthersWrite,
  readsForEachOnItsOwn,
  tellsTheTime,
} from './laws/order.ts';
import {
  givesBytesBack,
  keepsEveryByte,
  keepsEveryByteOfAKey,
  keepsLargeAndSmallApart,
  LARGE_SIZES,
  SIZES,
} from './laws/payloads.ts';
import { appendsOutOfAnEntry, holdsNothingForWhoHasLeft, tellsNothingToWhoHasLeft } from './laws/release.ts';
import { keepsEntriesOverARestart } from './laws/restart.ts';
import { keepsKeysApart, keepsKeysOverARestart, letsOneWin, losesNoUpdate, swapsTheVersionItSaw } from './laws/swap.ts';
import { followsAKey, swapsOutOfAWatch, waitsForAKey } from './laws/watch.ts';
import type { LogRow } from './laws/log-row.ts';

/** What holds for a log. */
export type LogLaw = (row: LogRow) => Promise<void>;

const always: Readonly<Record<string, LogLaw>> = {
  'has sequences that grow': growsWithEachEntry,
  'has one order over its topics, of all writers and for all readers': hasOneOrder,
  'shows each entry once to who looks on while others write': looksOnWhileOthersWrite,
  'is read from the sequence that a reader names': beginsWhereItSays,
  'ends where it ended at the subscription': endsWhereTheLogEnded,
  'is read by each reader on its own': readsForEachOnItsOwn,
  'tells the time of an entry': tellsTheTime,
  'stores an id once': storesAnIdOnce,
  'knows ids by topic': knowsIdsByTopic,
  'tells ids apart': tellsIdsApart,
  'stores one of many at once with the same id': storesOneOfManyAtOnce,
  'emits what is allowed, and no more': emitsWhatIsAllowed,
  'remembers what was allowed before there was an entry': remembersWhatIsAllowed,
  'takes demand out of an entry': takesDemandOutOfAnEntry,
  'ends once all is allowed': endsOnceAllIsAllowed,
  'fails as its demand does': failsAsItsDemandDoes,
  'lets go of its demand': letsGoOfItsDemand,
  'swaps the version that a writer saw': swapsTheVersionItSaw,
  'keeps keys apart': keepsKeysApart,
  'lets one of fifty writers win each version': letsOneWin,
  'loses no update of fifty writers': losesNoUpdate,
  'shows a key and what is newer': followsAKey,
  'shows a key that is written late': waitsForAKey,
  'swaps out of a watch': swapsOutOfAWatch,
  'keeps every byte of a payload': row => keepsEveryByte(row, SIZES),
  'keeps every byte of a key': keepsEveryByteOfAKey,
  'keeps large and small payloads apart': keepsLargeAndSmallApart,
  'gives bytes back that it has stored': givesBytesBack,
  'tells nothing to a reader that has left': tellsNothingToWhoHasLeft,
  'holds nothing for readers that have left': row => holdsNothingForWhoHasLeft(row),
  'takes an entry out of an entry': appendsOutOfAnEntry,
  'keeps topics with a key from who has none': keepsSealedTopics,
  'refuses wrong arguments in words': refusesWrongArguments,
};

const ofEpochs = {
  refused: {
    'refuses epochs that have ended': refusesEndedEpochs,
    'refuses epochs that leap': refusesEpochsThatLeap,
  },
  stored: { 'stores what epochs write that have ended': storesEndedEpochs },
};

const afterARestart: Readonly<Record<string, LogLaw>> = {
  'has its entries again after a restart': keepsEntriesOverARestart,
  'has its keys again after a restart': keepsKeysOverARestart,
  'knows its ids after a restart': knowsIdsAfterARestart,
};

/** The laws of the port that a log is held against, by what they say. */
export function lawsOf({ endedEpochs = 'refused', noRestart }: LogRow): readonly (readonly [what: string, LogLaw])[] {
  const laws = { ...always, ...ofEpochs[endedEpochs], ...(noRestart === undefined ? afterARestart : {}) };
  const refuses = noRestart === undefined && endedEpochs === 'refused';
  return Object.entries({
    ...laws,
    ...(refuses && { 'knows its epochs after a restart': refusesEndedEpochsAfterARestart }),
  });
}

/**
 * Holds a log against the laws of the port, or against some: one suite of tests for a row.
 *
 * @example
 * logLaws({
 *   name: 'memoryLog',
 *   open: async () => ({ log: memoryLog(), close: async () => {} }),
 *   noRestart: 'it is gone with its process',
 * });
 */
export function logLaws(row: LogRow, laws = lawsOf(row)): void {
  describe(row.name, () => {
    for (const [what, law] of laws) it(what, () => law(row));
  });
}

/** Holds a log against the laws that move hundreds of megabytes. */
export function largePayloadLaws(row: LogRow): void {
  describe(row.name, () => {
    it('keeps every byte of a payload of 64 MB', () => keepsEveryByte(row, LARGE_SIZES));
  });
}
