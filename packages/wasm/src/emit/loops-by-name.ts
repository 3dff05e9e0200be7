import { argmaxCode } from './argmax.ts';
import { concatCode, partCode } from './concat.ts';
import { countCode } from './count.ts';
import { gatherCode, scatterCode } from './gather.ts';
import type { LoopEmitter } from './loop-code.ts';
import { oneHotCode } from './one-hot.ts';
import { reduceOthersCode } from './reduce-others.ts';
import { reduceCode } from './reduce.ts';
import { scanCode } from './scan.ts';
import { addAlongCode, takeAlongCode } from './take-along.ts';
import { topKCode } from './top-k.ts';
import { listingCode, numberingCode, spreadingCode, takingCode } from './touched.ts';
import { uniformCode } from './uniform.ts';
import { placeCode, sliceCode } from './window.ts';

/** Code for operations with loops of their own, by what their kernel's description names. */
export const LOOPS: Readonly<Record<string, LoopEmitter>> = {
  addAlong: addAlongCode,
  argmax: argmaxCode,
  concat: concatCode,
  count: countCode,
  gather: gatherCode,
  listing: listingCode,
  numbering: numberingCode,
  oneHot: oneHotCode,
  part: partCode,
  place: placeCode,
  reduce: reduceCode,
  reduceOthers: reduceOthersCode,
  scan: scanCode,
  scatter: scatterCode,
  slice: sliceCode,
  spreading: spreadingCode,
  takeAlong: takeAlongCode,
  taking: takingCode,
  topK: topKCode,
  uniform: uniformCode,
};
