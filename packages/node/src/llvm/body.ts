import type { ValueType } from '@thalweg/wasm/engine';

/** The type of a value on the stack of WebAssembly, or what the lanes of a vector are taken for. */
export type Kind = ValueType | VectorKind;

type VectorKind = 'f32x4' | 'f64x2' | 'i32x4' | 'i64x2' | 'i16x8' | 'i8x16';

const SCALARS: Readonly<Record<string, string>> = { i32: 'i32', i64: 'i64', f32: 'float', f64: 'double' };

/** The lanes of 16 bytes, and the type of each. */
const VECTORS: Readonly<Record<VectorKind | 'v128', readonly [lanes: number, type: string]>> = {
  v128: [4, 'float'],
  f32x4: [4, 'float'],
  f64x2: [2, 'double'],
  i32x4: [4, 'i32'],
  i64x2: [2, 'i64'],
  i16x8: [8, 'i16'],
  i8x16: [16, 'i8'],
};

/** A value in the text: its type there, and its name or its constant. */
export interface Value {
  readonly type: string;
  readonly ref: string;
}

/** The function that a module has written, as others call it. */
export interface Callee {
  readonly name: string;
  readonly params: number;
  /** The address of a function of the host; none for others. */
  readonly address?: bigint | undefined;
  /** True for a function of the host from float64 to float64; others have int32 and no result. */
  readonly returns?: boolean;
  /** True if it may return 1, which says that the pass has failed. */
  readonly mayFail: boolean;
}

/** The text of a function's body in LLVM IR, and the values that lie on the stack of WebAssembly at its end. */
export class Body {
  readonly #lines: string[] = [];
  readonly #declarations: Set<string>;
  readonly #stack: Value[] = [];
  #names = 0;
  /** A vector has so many times 16 bytes. */
  blocks = 1;

  /** Declarations of functions that the text calls come into a set of the module. */
  constructor(declarations: Set<string>) {
    this.#declarations = declarations;
  }

  get text(): string {
    return this.#lines.join('\n');
  }

  get height(): number {
    return this.#stack.length;
  }

  /** Drops all values above a height. */
  cutTo(height: number): void {
    this.#stack.length = height;
  }

  /** The type of a kind in the text. */
  typeOf(kind: Kind): string {
    if (kind in SCALARS) return SCALARS[kind]!;
    const [lanes, type] = VECTORS[kind as VectorKind];
    return `<${lanes * this.blocks} x ${type}>`;
  }

  /** The lanes of a kind of vector. */
  lanesOf(kind: Kind): number {
    return VECTORS[kind as VectorKind][0] * this.blocks;
  }

  /** A name that nothing else has. */
  name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  /** Writes an instruction. Returns the name of its result. */
  emit(instruction: string): string {
    const name = this.name('%v');
    this.line(`${name} = ${instruction}`);
    return name;
  }

  push(kind: Kind, ref: string): void {
    this.#stack.push({ type: this.typeOf(kind), ref });
  }

  pushValue(value: Value): void {
    this.#stack.push(value);
  }

  /** Pushes the result of an instruction. */
  pushEmitted(kind: Kind, instruction: string): void {
    this.push(kind, this.emit(instruction));
  }

  take(): Value {
    return this.#stack.pop()!;
  }

  peek(below = 0): Value {
    return this.#stack[this.#stack.length - 1 - below]!;
  }

  pop(kind: Kind): string {
    return this.as(this.take(), this.typeOf(kind));
  }

  /** Pops a number that is 0 or not, as a bit. */
  popBit(): string {
    const { type, ref } = this.take();
    return type === 'i1' ? ref : this.emit(`icmp ne i32 ${ref}, 0`);
  }

  /** The same bits as another type. What comparisons found are bits, which become numbers or masks here. */
  as({ type, ref }: Value, wanted: string): string {
    if (type === wanted || ref === 'zeroinitializer') return ref;
    if (type === 'i1') return this.emit(`zext i1 ${ref} to i32`);
    if (!isMask(type)) return this.emit(`bitcast ${type} ${ref} to ${wanted}`);
    const kind = type === this.maskOf('i32x4') ? 'i32x4' : 'i64x2';
    const mask = { type: this.typeOf(kind), ref: this.emit(`sext ${type} ${ref} to ${this.typeOf(kind)}`) };
    return this.as(mask, wanted);
  }

  /** The type of a comparison's result. */
  maskOf(kind: Kind): string {
    return kind in SCALARS ? 'i1' : `<${this.lanesOf(kind)} x i1>`;
  }

  /** Calls a function of LLVM for arguments of a kind. Returns the name of its result. */
  intrinsic(name: string, kind: Kind, args: readonly string[]): string {
    const type = this.typeOf(kind);
    return this.external(`llvm.${name}.${suffixOf(type)}`, type, args.map(ref => ({ type, ref }))); // prettier-ignore
  }

  /** Calls a function of LLVM. Returns the name of its result. */
  external(name: string, result: string, args: readonly Value[]): string {
    this.#declarations.add(`declare ${result} @${name}(${args.map(({ type }) => type).join(', ')})`);
    const call = `call ${result} @${name}(${args.map(({ type, ref }) => `${type} ${ref}`).join(', ')})`;
    if (result !== 'void') return this.emit(call);
    this.line(call);
    return '';
  }

  /** A vector of equal lanes. */
  splat(kind: Kind, ref: string): string {
    const [lanes, type] = VECTORS[kind as VectorKind];
    if (!ref.startsWith('%')) return vectorOf(type, new Array<string>(lanes * this.blocks).fill(ref));
    const vector = this.typeOf(kind);
    const first = this.emit(`insertelement ${vector} poison, ${type} ${ref}, i32 0`);
    return this.emit(`shufflevector ${vector} ${first}, ${vector} poison, ${indices(new Array<number>(lanes * this.blocks).fill(0))}`); // prettier-ignore
  }

  /** Some lanes of two vectors, −1 for any. */
  shuffle(kind: Kind, [a, b]: readonly [string, string], lanes: readonly number[]): string {
    const type = this.typeOf(kind);
    return this.emit(`shufflevector ${type} ${a}, ${type} ${b}, ${indices(lanes)}`);
  }

  /** The lanes of a block's vector in each of the blocks: those of the second vector come after all of the first. */
  inBlocks(kind: Kind, lanes: readonly number[]): number[] {
    const each = this.lanesOf(kind) / this.blocks;
    const all = this.lanesOf(kind);
    return Array.from({ length: this.blocks }, (_, block) =>
      lanes.map(lane => block * each + (lane < each ? lane : lane - each + all)),
    ).flat();
  }

  /** The address of so many bytes behind a number. */
  pointer(address: string, offset = 0): string {
    const at = (base: string, bytes: string): string => this.emit(`getelementptr i8, ptr ${base}, i64 ${bytes}`);
    if (!address.startsWith('%')) return at('%memory', String((Number(address) >>> 0) + offset));
    const base = at('%memory', this.emit(`zext i32 ${address} to i64`));
    return offset === 0 ? base : at(base, String(offset));
  }

  load(type: string, pointer: string): string {
    return this.emit(`load ${type}, ptr ${pointer}, align 1`);
  }

  store({ type, ref }: Value, pointer: string): void {
    this.line(`store ${type} ${ref}, ptr ${pointer}, align 1`);
  }

  /** Loads the first lanes of a vector, and zeros behind them. */
  loadParts(address: string, lanes: number, offset: number): string {
    const all = [...new Array<number>(this.lanesOf('f32x4')).keys()];
    let whole = 'zeroinitializer';
    for (const [from, count] of partsOf(lanes)) {
      const part = `<${count} x float>`;
      const loaded = this.load(part, this.pointer(address, offset + 4 * from));
      const places = indices(all.map(lane => (lane < count ? lane : -1)));
      const wide = this.emit(`shufflevector ${part} ${loaded}, ${part} poison, ${places}`);
      const kept = all.map(lane => (lane >= from && lane < from + count ? all.length + lane - from : lane));
      whole = this.shuffle('f32x4', [whole, wide], kept);
    }
    return whole;
  }

  /** Loads blocks of four lanes, neighbouring ones at once. */
  gather(blocks: readonly (readonly [address: string, offset: number])[]): string {
    const half = blocks.length / 2;
    const [[address, offset]] = blocks as readonly [readonly [string, number]];
    if (blocks.every(([at, byte], n) => at === address && byte === offset + 16 * n))
      return this.load(`<${4 * blocks.length} x float>`, this.pointer(address, offset));
    const [low, high] = [this.gather(blocks.slice(0, half)), this.gather(blocks.slice(half))];
    const type = `<${4 * half} x float>`;
    const all = Array.from({ length: 4 * blocks.length }, (_, lane) => lane);
    return this.emit(`shufflevector ${type} ${low}, ${type} ${high}, ${indices(all)}`);
  }

  /** Stores the first lanes of a vector. */
  storeParts(address: string, vector: Value, lanes: number, offset: number): void {
    const whole = this.as(vector, this.typeOf('f32x4'));
    for (const [from, count] of partsOf(lanes))
      this.storePart(this.pointer(address, offset + 4 * from), whole, from, count);
  }

  /** Stores some neighbouring lanes. */
  storePart(pointer: string, vector: string, from: number, count: number): void {
    const lanes = Array.from({ length: count }, (_, lane) => from + lane);
    this.store({ type: `<${count} x float>`, ref: this.shuffle('f32x4', [vector, 'poison'], lanes) }, pointer);
  }

  /** Pops how many bytes to copy, from which address, and to which. */
  copyBytes(): void {
    const bytes = this.#popLong();
    const [from, to] = [this.pointer(this.pop('i32')), this.pointer(this.pop('i32'))];
    const args = [{ type: 'ptr', ref: to }, { type: 'ptr', ref: from }, bytes, FALSE];
    this.external('llvm.memmove.p0.p0.i64', 'void', args);
  }

  /** Pops how many bytes to fill, with which number, and from which address on. */
  fillBytes(): void {
    const bytes = this.#popLong();
    const value = { type: 'i8', ref: this.emit(`trunc i32 ${this.pop('i32')} to i8`) };
    const to = { type: 'ptr', ref: this.pointer(this.pop('i32')) };
    this.external('llvm.memset.p0.i64', 'void', [to, value, bytes, FALSE]);
  }

  #popLong(): Value {
    return { type: 'i64', ref: this.emit(`zext i32 ${this.pop('i32')} to i64`) };
  }
}

/** Says that no access to memory is volatile. */
const FALSE: Value = { type: 'i1', ref: 'false' };

/** So many lanes in parts of 4, 2 and 1, as they are stored: a processor loads at once what was stored at once. */
function partsOf(lanes: number): (readonly [from: number, count: number])[] {
  const parts: (readonly [number, number])[] = [];
  let from = 0;
  for (const count of [8, 4, 2, 1]) {
    if ((lanes & count) === 0) continue;
    parts.push([from, count]);
    from += count;
  }
  return parts;
}

export function isMask(type: string): boolean {
  return type.endsWith('x i1>');
}

function vectorOf(type: string, lanes: readonly string[]): string {
  return `<${lanes.map(lane => `${type} ${lane}`).join(', ')}>`;
}

/** A vector of whole numbers in the code. */
export function numbersOf(lanes: readonly number[]): string {
  return vectorOf('i32', lanes.map(String));
}

function indices(lanes: readonly number[]): string {
  const list = lanes.map(lane => `i32 ${lane < 0 ? 'poison' : lane}`).join(', ');
  return `<${lanes.length} x i32> <${list}>`;
}

/** The type in the name of a function of LLVM. */
function suffixOf(type: string): string {
  const [, lanes, lane = type] = /^<(\d+) x (\w+)>$/.exec(type) ?? [];
  return `${lanes === undefined ? '' : `v${lanes}`}${{ float: 'f32', double: 'f64' }[lane] ?? lane}`;
}

/** A float in the text: the bits of a float64, also for a float32. */
export function floatOf(value: number): string {
  const bits = new BigUint64Array(Float64Array.of(Number.isNaN(value) ? NaN : value).buffer)[0]!;
  return `0x${bits.toString(16).padStart(16, '0')}`;
}
