import { f32, f32x4, f64, f64x2, i32, i32x4, i64, i64x2, v128 } from '@thalweg/wasm/engine';
import { type Body, isMask, type Kind, type Value } from './body.ts';

/** Replaces its operands on the stack by its result. */
type Instruction = (body: Body) => void;

function popTwo(body: Body, kind: Kind): readonly [string, string] {
  const second = body.pop(kind);
  return [body.pop(kind), second];
}

const binary =
  (kind: Kind, name: string): Instruction =>
  body => {
    const [a, b] = popTwo(body, kind);
    body.pushEmitted(kind, `${name} ${body.typeOf(kind)} ${a}, ${b}`);
  };

const compare =
  (kind: Kind, name: string): Instruction =>
  body => {
    const [a, b] = popTwo(body, kind);
    body.pushValue({ type: body.maskOf(kind), ref: body.emit(`${name} ${body.typeOf(kind)} ${a}, ${b}`) });
  };

const convert =
  (from: Kind, to: Kind, name: string): Instruction =>
  body =>
    body.pushEmitted(to, `${name} ${body.typeOf(from)} ${body.pop(from)} to ${body.typeOf(to)}`);

const unary =
  (kind: Kind, name: string): Instruction =>
  body =>
    body.push(kind, body.intrinsic(name, kind, [body.pop(kind)]));

const extreme =
  (kind: Kind, name: 'minimum' | 'maximum'): Instruction =>
  body =>
    body.push(kind, body.intrinsic(name, kind, popTwo(body, kind)));

const negate =
  (kind: Kind): Instruction =>
  body =>
    body.pushEmitted(kind, `fneg ${body.typeOf(kind)} ${body.pop(kind)}`);

/** The second number if it is less (or greater), else the first, whatever they are. */
const pseudo =
  (kind: Kind, order: 'olt' | 'ogt'): Instruction =>
  body => {
    const [a, b] = popTwo(body, kind);
    const type = body.typeOf(kind);
    const swaps = body.emit(`fcmp ${order} ${type} ${b}, ${a}`);
    body.pushEmitted(kind, `select ${body.maskOf(kind)} ${swaps}, ${type} ${b}, ${type} ${a}`);
  };

/** Whole numbers, by minimum or maximum. */
const wholeExtreme =
  (name: 'smin' | 'smax'): Instruction =>
  body =>
    body.push('i32x4', body.intrinsic(name, 'i32x4', popTwo(body, 'i32x4')));

/** Shifts by a number of bits that counts modulo the width of a lane. */
const shift =
  (kind: 'i32' | 'i64' | 'i32x4' | 'i64x2', name: string): Instruction =>
  body => {
    const type = kind.startsWith('i32') ? 'i32' : 'i64';
    const isLong = type === 'i64';
    let bits = body.pop(kind === 'i64' ? 'i64' : 'i32');
    const mask = isLong ? 63 : 31;
    if (!bits.startsWith('%')) bits = String(Number(bits) & mask);
    else {
      if (kind === 'i64x2') bits = body.emit(`zext i32 ${bits} to i64`);
      bits = body.emit(`and ${type} ${bits}, ${mask}`);
    }
    const by = kind === type ? bits : body.splat(kind, bits);
    body.pushEmitted(kind, `${name} ${body.typeOf(kind)} ${body.pop(kind)}, ${by}`);
  };

/** Makes lanes wider: the first ones of each block. */
function firstLanes(body: Body, from: Kind, to: Kind, ref: string, instruction: string): string {
  const lanes = body.inBlocks(
    from,
    Array.from({ length: body.lanesOf(to) / body.blocks }, (_, lane) => lane),
  );
  return widened(body, { from, to, ref, lanes, instruction });
}

interface Widening {
  readonly from: Kind;
  readonly to: Kind;
  readonly ref: string;
  readonly lanes: readonly number[];
  readonly instruction: string;
}

function widened(body: Body, { from, to, ref, lanes, instruction }: Widening): string {
  const [, , lane] = body.typeOf(from).slice(1, -1).split(' ');
  const taken = body.shuffle(from, [ref, 'poison'], lanes);
  return body.emit(`${instruction} <${lanes.length} x ${lane}> ${taken} to ${body.typeOf(to)}`);
}

const extend =
  (from: Kind, to: Kind, instruction: string): Instruction =>
  body =>
    body.push(to, firstLanes(body, from, to, body.pop(from), instruction));

const multiplyWide =
  (first: 0 | 2): Instruction =>
  body => {
    const lanes = body.inBlocks('i32x4', [first, first + 1]);
    const [a, b] = popTwo(body, 'i32x4').map(ref =>
      widened(body, { from: 'i32x4', to: 'i64x2', ref, lanes, instruction: 'zext' }),
    );
    body.pushEmitted('i64x2', `mul ${body.typeOf('i64x2')} ${a}, ${b}`);
  };

/** Rounds to float32, two in each block, behind which zeros come. */
const demote: Instruction = body => {
  const lanes = body.lanesOf('f64x2');
  const half = `<${lanes} x float>`;
  const rounded = body.emit(`fptrunc ${body.typeOf('f64x2')} ${body.pop('f64x2')} to ${half}`);
  const places = Array.from({ length: body.blocks }, (_, block) => [2 * block, 2 * block + 1, lanes, lanes]).flat();
  const list = places.map(place => `i32 ${place}`).join(', ');
  body.pushEmitted(
    'f32x4',
    `shufflevector ${half} ${rounded}, ${half} zeroinitializer, <${places.length} x i32> <${list}>`,
  );
};

/** By bits, or by the results of comparisons if both are such. */
const bitwise =
  (name: 'and' | 'or' | 'xor', negatesSecond = false): Instruction =>
  body => {
    const [b, a] = [body.take(), body.take()];
    const isBit = isMask(a.type) && a.type === b.type;
    const type = isBit ? a.type : body.typeOf('i32x4');
    let second = body.as(b, type);
    if (negatesSecond) second = body.emit(`xor ${type} ${second}, ${isBit ? onesOf(type) : body.splat('i32x4', '-1')}`);
    const ref = body.emit(`${name} ${type} ${body.as(a, type)}, ${second}`);
    body.pushValue({ type, ref });
  };

function onesOf(mask: string): string {
  return `<${new Array<string>(Number(/\d+/.exec(mask)![0])).fill('i1 1').join(', ')}>`;
}

const bitselect: Instruction = body => {
  const [mask, second, first] = [body.take(), body.take(), body.take()];
  if (isMask(mask.type)) {
    const kind = mask.type === body.maskOf('f32x4') ? 'f32x4' : 'f64x2';
    const type = body.typeOf(kind);
    const [a, b] = [body.as(first, type), body.as(second, type)];
    return body.pushEmitted(kind, `select ${mask.type} ${mask.ref}, ${type} ${a}, ${type} ${b}`);
  }
  const type = body.typeOf('i32x4');
  const [a, b, bits] = [first, second, mask].map(value => body.as(value, type));
  const others = body.emit(`xor ${type} ${bits}, ${body.splat('i32x4', '-1')}`);
  const [kept, taken] = [body.emit(`and ${type} ${a}, ${bits}`), body.emit(`and ${type} ${b}, ${others}`)];
  body.pushEmitted('i32x4', `or ${type} ${kept}, ${taken}`);
};

const anyTrue: Instruction = body => {
  const { type, ref } = body.take();
  const bits = isMask(type) ? /\d+/.exec(type)![0] : 128 * body.blocks;
  const all = body.emit(`bitcast ${type} ${ref} to i${bits}`);
  body.pushValue({ type: 'i1', ref: body.emit(`icmp ne i${bits} ${all}, 0`) });
};

const select: Instruction = body => {
  const bit = body.popBit();
  const [second, first] = [body.take(), body.take()];
  const type = first.type === 'i1' ? 'i32' : first.type;
  const [a, b] = [body.as(first, type), body.as(second, type)];
  body.pushValue({ type, ref: body.emit(`select i1 ${bit}, ${type} ${a}, ${type} ${b}`) });
};

const isZero: Instruction = body => {
  const { type, ref } = body.take();
  body.pushValue({ type: 'i1', ref: body.emit(`icmp eq ${type} ${ref}, 0`) });
};

/** Converts to a whole number of 32 bits, the nearest that there is; NaN to 0. */
const saturate =
  (name: 'fptosi' | 'fptoui'): Instruction =>
  body => {
    const argument: Value = { type: 'double', ref: body.pop('f64') };
    body.push('i32', body.external(`llvm.${name}.sat.i32.f64`, 'i32', [argument]));
  };

const splat =
  (kind: Kind, of: Kind): Instruction =>
  body =>
    body.push(kind, body.splat(kind, body.pop(of)));

/** The instructions without operands in the code, by their opcodes. */
export const INSTRUCTIONS: ReadonlyMap<number, Instruction> = /* @__PURE__ */ new Map<number, Instruction>([
  [i32.select, select],
  [i32.eqz, isZero],
  [i32.eq, compare('i32', 'icmp eq')],
  [i32.ne, compare('i32', 'icmp ne')],
  [i32.ltS, compare('i32', 'icmp slt')],
  [i32.ltU, compare('i32', 'icmp ult')],
  [i32.gtS, compare('i32', 'icmp sgt')],
  [i32.gtU, compare('i32', 'icmp ugt')],
  [i32.geU, compare('i32', 'icmp uge')],
  [i32.add, binary('i32', 'add')],
  [i32.sub, binary('i32', 'sub')],
  [i32.mul, binary('i32', 'mul')],
  [i32.divU, binary('i32', 'udiv')],
  [i32.remU, binary('i32', 'urem')],
  [i32.and, binary('i32', 'and')],
  [i32.or, binary('i32', 'or')],
  [i32.shl, shift('i32', 'shl')],
  [i32.shrU, shift('i32', 'lshr')],
  [i64.ne, compare('i64', 'icmp ne')],
  [i64.add, binary('i64', 'add')],
  [i64.or, binary('i64', 'or')],
  [i64.shl, shift('i64', 'shl')],
  [i64.toInt32, convert('i64', 'i32', 'trunc')],
  [i64.ofUint32, convert('i32', 'i64', 'zext')],
  [f32.add, binary('f32', 'fadd')],
  [f32.demoteF64, convert('f64', 'f32', 'fptrunc')],
  [f64.eq, compare('f64', 'fcmp oeq')],
  [f64.ne, compare('f64', 'fcmp une')],
  [f64.lt, compare('f64', 'fcmp olt')],
  [f64.le, compare('f64', 'fcmp ole')],
  [f64.ge, compare('f64', 'fcmp oge')],
  [f64.abs, unary('f64', 'fabs')],
  [f64.neg, negate('f64')],
  [f64.ceil, unary('f64', 'ceil')],
  [f64.floor, unary('f64', 'floor')],
  [f64.trunc, unary('f64', 'trunc')],
  [f64.nearest, unary('f64', 'roundeven')],
  [f64.sqrt, unary('f64', 'sqrt')],
  [f64.add, binary('f64', 'fadd')],
  [f64.sub, binary('f64', 'fsub')],
  [f64.mul, binary('f64', 'fmul')],
  [f64.div, binary('f64', 'fdiv')],
  [f64.min, extreme('f64', 'minimum')],
  [f64.max, extreme('f64', 'maximum')],
  [f64.convertI32S, convert('i32', 'f64', 'sitofp')],
  [f64.promoteF32, convert('f32', 'f64', 'fpext')],
  [f64.toInt32, saturate('fptosi')],
  [f64.toUint32, saturate('fptoui')],
  [f32x4.splat, splat('f32x4', 'f32')],
  [f32x4.eq, compare('f32x4', 'fcmp oeq')],
  [f32x4.ne, compare('f32x4', 'fcmp une')],
  [f32x4.lt, compare('f32x4', 'fcmp olt')],
  [f32x4.gt, compare('f32x4', 'fcmp ogt')],
  [f32x4.le, compare('f32x4', 'fcmp ole')],
  [f32x4.demoteF64x2Zero, demote],
  [f32x4.ceil, unary('f32x4', 'ceil')],
  [f32x4.floor, unary('f32x4', 'floor')],
  [f32x4.trunc, unary('f32x4', 'trunc')],
  [f32x4.nearest, unary('f32x4', 'roundeven')],
  [f32x4.abs, unary('f32x4', 'fabs')],
  [f32x4.neg, negate('f32x4')],
  [f32x4.sqrt, unary('f32x4', 'sqrt')],
  [f32x4.add, binary('f32x4', 'fadd')],
  [f32x4.sub, binary('f32x4', 'fsub')],
  [f32x4.mul, binary('f32x4', 'fmul')],
  [f32x4.div, binary('f32x4', 'fdiv')],
  [f32x4.min, extreme('f32x4', 'minimum')],
  [f32x4.max, extreme('f32x4', 'maximum')],
  [f32x4.pmin, pseudo('f32x4', 'olt')],
  [f32x4.pmax, pseudo('f32x4', 'ogt')],
  [f32x4.convertI32x4S, convert('i32x4', 'f32x4', 'sitofp')],
  [f64x2.splat, splat('f64x2', 'f64')],
  [f64x2.lt, compare('f64x2', 'fcmp olt')],
  [f64x2.gt, compare('f64x2', 'fcmp ogt')],
  [f64x2.ge, compare('f64x2', 'fcmp oge')],
  [f64x2.promoteLowF32x4, extend('f32x4', 'f64x2', 'fpext')],
  [f64x2.floor, unary('f64x2', 'floor')],
  [f64x2.nearest, unary('f64x2', 'roundeven')],
  [f64x2.abs, unary('f64x2', 'fabs')],
  [f64x2.add, binary('f64x2', 'fadd')],
  [f64x2.sub, binary('f64x2', 'fsub')],
  [f64x2.mul, binary('f64x2', 'fmul')],
  [f64x2.div, binary('f64x2', 'fdiv')],
  [f64x2.max, extreme('f64x2', 'maximum')],
  [f64x2.pmin, pseudo('f64x2', 'olt')],
  [f64x2.pmax, pseudo('f64x2', 'ogt')],
  [i32x4.splat, splat('i32x4', 'i32')],
  [i32x4.eq, compare('i32x4', 'icmp eq')],
  [i32x4.geU, compare('i32x4', 'icmp uge')],
  [i32x4.shl, shift('i32x4', 'shl')],
  [i32x4.shrS, shift('i32x4', 'ashr')],
  [i32x4.shrU, shift('i32x4', 'lshr')],
  [i32x4.add, binary('i32x4', 'add')],
  [i32x4.sub, binary('i32x4', 'sub')],
  [i32x4.minS, wholeExtreme('smin')],
  [i32x4.maxS, wholeExtreme('smax')],
  [i32x4.extendBytes, extend('i8x16', 'i16x8', 'zext')],
  [i32x4.extendLow, extend('i16x8', 'i32x4', 'zext')],
  [i64x2.shl, shift('i64x2', 'shl')],
  [i64x2.add, binary('i64x2', 'add')],
  [i64x2.extmulLowI32x4U, multiplyWide(0)],
  [i64x2.extmulHighI32x4U, multiplyWide(2)],
  [v128.and, bitwise('and')],
  [v128.andnot, bitwise('and', true)],
  [v128.or, bitwise('or')],
  [v128.xor, bitwise('xor')],
  [v128.bitselect, bitselect],
  [v128.anyTrue, anyTrue],
]);

/** Extracts or replaces a lane: a kind of vector, and that of a lane. */
export const LANES: ReadonlyMap<number, readonly [vector: Kind, lane: Kind, replaces: boolean]> =
  /* @__PURE__ */ new Map<number, readonly [Kind, Kind, boolean]>([
    [f32x4.extractLane, ['f32x4', 'f32', false]],
    [f32x4.replaceLane, ['f32x4', 'f32', true]],
    [f64x2.extractLane, ['f64x2', 'f64', false]],
    [i32x4.extractLane, ['i32x4', 'i32', false]],
    [i32x4.replaceLane, ['i32x4', 'i32', true]],
  ]);

/** Stores of whole values, by their kinds. */
export const STORES: ReadonlyMap<number, Kind> = /* @__PURE__ */ new Map<number, Kind>([
  [i32.store, 'i32'],
  [i64.store, 'i64'],
  [f32.store, 'f32'],
  [f64.store, 'f64'],
  [v128.store, 'v128'],
]);

/** Loads of whole values. */
export const LOADS: ReadonlyMap<number, Kind> = /* @__PURE__ */ new Map<number, Kind>([
  [i32.load, 'i32'],
  [i64.load, 'i64'],
  [f32.load, 'f32'],
  [f64.load, 'f64'],
  [v128.load, 'v128'],
]);
