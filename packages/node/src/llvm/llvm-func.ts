import { f32x4, type Func, i32, v128, type ValueType, widestOf } from '@thalweg/wasm/engine';
import { Body, type Callee, floatOf, type Kind, numbersOf, type Value } from './body.ts';
import { INSTRUCTIONS, LANES, LOADS, STORES } from './instructions.ts';

/** A local variable: its name in the text, and the type that was stored there last. */
interface Local {
  readonly name: string;
  type: string;
  /** The value that it is known to have, until the next label. */
  value: Value | undefined;
}

/** The body of a function in LLVM IR. It returns 0, or 1 if the pass has failed. */
export class LlvmFunc implements Func {
  readonly #body: Body;
  readonly #widest: number;
  readonly #fused: boolean;
  readonly #callee: (index: number) => Callee;
  readonly #locals: Local[] = [];
  readonly #heads: string[] = [];
  /** The labels that branches out of the blocks lead to, the function's first. */
  readonly #targets = ['end'];
  mayFail = false;

  /** A wide vector has so many times 16 bytes. Functions are known by their indices. */
  constructor(
    params: number,
    {
      declarations,
      widest,
      fused,
      callee,
    }: {
      readonly declarations: Set<string>;
      readonly widest: number;
      /** True to round a product only once it is added. */
      readonly fused: boolean;
      readonly callee: (index: number) => Callee;
    },
  ) {
    this.#body = new Body(declarations);
    this.#widest = widest;
    this.#fused = fused;
    this.#callee = callee;
    for (let n = 0; n < params; n++) this.#declare('i32', `%p${n}`);
  }

  get lanes(): number {
    return 4 * this.#body.blocks;
  }

  wide(elements: number, body: () => void): void {
    const before = this.#body.blocks;
    this.#body.blocks = widestOf(4 * this.#widest, elements) / 4;
    body();
    this.#body.blocks = before;
  }

  local(type: ValueType): number {
    return this.#declare(type, 'zeroinitializer');
  }

  get(local: number): this {
    const one = this.#locals[local]!;
    one.value ??= { type: one.type, ref: this.#body.emit(`load ${one.type}, ptr ${one.name}`) };
    this.#body.pushValue(one.value);
    return this;
  }

  set(local: number): this {
    const one = this.#locals[local]!;
    const value = this.#whole(this.#body.take());
    one.type = value.type;
    one.value = value;
    this.#body.line(`store ${value.type} ${value.ref}, ptr ${one.name}`);
    return this;
  }

  tee(local: number): this {
    return this.set(local).get(local);
  }

  i32(value: number): this {
    return this.#push('i32', String(value | 0));
  }

  i64(value: number): this {
    return this.#push('i64', String(value | 0));
  }

  f32(value: number): this {
    return this.#push('f32', floatOf(Math.fround(value)));
  }

  f64(value: number): this {
    return this.#push('f64', floatOf(value));
  }

  f32x4(value: number): this {
    return this.#push('f32x4', this.#body.splat('f32x4', floatOf(Math.fround(value))));
  }

  i32x4(...values: readonly number[]): this {
    return this.#push('i32x4', numbersOf(Array.from({ length: this.lanes }, (_, lane) => (values[lane & 3] ?? values[0]!) | 0)));
  } // prettier-ignore

  f64x2(value: number): this {
    return this.#push('f64x2', this.#body.splat('f64x2', floatOf(value)));
  }

  origin(): this {
    return this.i32(0);
  }

  address(address: number): this {
    return this.i32(address);
  }

  fromOrigin(): this {
    return this;
  }

  op(opcode: number): this {
    const write = INSTRUCTIONS.get(opcode);
    if (write === undefined) throw unknown(opcode);
    write(this.#body);
    return this;
  }

  multiplyAdd(): this {
    if (!this.#fused) return this.op(f32x4.mul).op(f32x4.add);
    const body = this.#body;
    const [b, a, sum] = [body.pop('f32x4'), body.pop('f32x4'), body.pop('f32x4')];
    return this.#push('f32x4', body.intrinsic('fma', 'f32x4', [a, b, sum]));
  }

  lane(opcode: number, lane: number): this {
    const found = LANES.get(opcode);
    if (found === undefined) throw unknown(opcode);
    const [vector, kind, replaces] = found;
    const body = this.#body;
    const [type, number] = [body.typeOf(vector), body.typeOf(kind)];
    if (replaces) {
      const value = body.pop(kind);
      body.pushEmitted(vector, `insertelement ${type} ${body.pop(vector)}, ${number} ${value}, i32 ${lane}`);
    } else body.pushEmitted(kind, `extractelement ${type} ${body.pop(vector)}, i32 ${lane}`);
    return this;
  }

  shuffle(...words: readonly number[]): this {
    const body = this.#body;
    const second = body.pop('f32x4');
    return this.#push('f32x4', body.shuffle('f32x4', [body.pop('f32x4'), second], body.inBlocks('f32x4', words)));
  }

  memory(opcode: number, offset = 0): this {
    const stored = STORES.get(opcode);
    if (stored !== undefined) return this.#store(stored, offset);
    if (opcode === i32.store8) return this.#storeByte(offset);
    const body = this.#body;
    const pointer = body.pointer(body.pop('i32'), offset);
    const loaded = LOADS.get(opcode);
    if (loaded !== undefined) return this.#push(loaded, body.load(body.typeOf(loaded), pointer));
    switch (opcode) {
      case i32.load8u:
        return this.#push('i32', body.emit(`zext i8 ${body.load('i8', pointer)} to i32`));
      case v128.load32Splat:
        return this.#push('f32x4', body.splat('f32x4', body.load('float', pointer)));
      case v128.load32Zero:
        return this.#firstLane('i32x4', body.load('i32', pointer), 'i32');
      case v128.load64Zero:
        return this.#firstLane('i64x2', body.load('i64', pointer), 'i64');
      default:
        throw unknown(opcode);
    }
  }

  memoryLane(opcode: number, lane: number, offset = 0): this {
    const body = this.#body;
    const vector = body.pop('f32x4');
    const pointer = body.pointer(body.pop('i32'), offset);
    if (opcode === v128.load32Lane)
      return this.#push('f32x4', body.emit(`insertelement ${body.typeOf('f32x4')} ${vector}, float ${body.load('float', pointer)}, i32 ${lane}`)); // prettier-ignore
    if (opcode === v128.store32Lane) body.storePart(pointer, vector, lane, 1);
    else if (opcode === v128.store64Lane) body.storePart(pointer, vector, 2 * lane, 2);
    else throw unknown(opcode);
    return this;
  }

  loadLanes(address: number, lanes: number, offset = 0): this {
    if (lanes === this.lanes) return this.get(address).memory(v128.load, offset);
    return this.#push('f32x4', this.#body.loadParts(this.#numberOf(address), lanes, offset));
  }

  gather(addresses: readonly number[], offsets: readonly number[]): this {
    const parts = addresses.map((address, n) => [this.#numberOf(address), offsets[n]!] as const);
    return this.#push('f32x4', this.#body.gather(parts));
  }

  loadBytes(address: number, offset = 0): this {
    const body = this.#body;
    const type = `<${this.lanes} x i8>`;
    const bytes = body.load(type, body.pointer(this.#numberOf(address), offset));
    return this.#push('i32x4', body.emit(`zext ${type} ${bytes} to ${body.typeOf('i32x4')}`));
  }

  storeLanes(address: number, vector: number, lanes: number, offset = 0): this {
    if (lanes === this.lanes) return this.get(address).get(vector).memory(v128.store, offset);
    this.#body.storeParts(this.#numberOf(address), this.#valueOf(vector), lanes, offset);
    return this;
  }

  copy(): this {
    this.#body.copyBytes();
    return this;
  }

  fill(): this {
    this.#body.fillBytes();
    return this;
  }

  call(index: number): this {
    const body = this.#body;
    const callee = this.#callee(index);
    if (callee.name === 'fail') {
      this.mayFail = true;
      body.line('ret i32 1');
      this.#label(body.name('dead'));
      return this;
    }
    if (callee.address !== undefined) {
      const given = Array.from({ length: callee.params }, () => (callee.returns ? `double ${body.pop('f64')}` : `i32 ${body.pop('i32')}`)); // prettier-ignore
      const called = `inttoptr (i64 ${callee.address} to ptr)(${given.reverse().join(', ')})`;
      if (callee.returns) return this.#push('f64', body.emit(`call double ${called}`));
      body.line(`call void ${called}`);
      return this;
    }
    const args = Array.from({ length: callee.params }, () => `, i32 ${body.pop('i32')}`).reverse();
    const failed = body.emit(`call i32 @${callee.name}(ptr %memory${args.join('')})`);
    if (!callee.mayFail) return this;
    this.mayFail = true;
    const bit = body.emit(`icmp ne i32 ${failed}, 0`);
    const after = body.name('after');
    body.line(`br i1 ${bit}, label %failed, label %${after}`);
    this.#label(after);
    return this;
  }

  repeatable(write: () => void): () => void {
    return write;
  }

  block(body: () => void): this {
    const label = this.#body.name('block');
    this.#within(label, body);
    this.#goTo(label);
    this.#label(label);
    return this;
  }

  loop(body: () => void): this {
    const label = this.#body.name('loop');
    this.#goTo(label);
    this.#label(label);
    this.#within(label, body);
    return this;
  }

  if(then: () => void, otherwise?: () => void): this {
    const [yes, no, end] = ['then', 'else', 'endif'].map(prefix => this.#body.name(prefix)) as [string, string, string];
    const bit = this.#body.popBit();
    this.#body.line(`br i1 ${bit}, label %${yes}, label %${otherwise === undefined ? end : no}`);
    this.#label(yes);
    this.#within(end, then);
    this.#goTo(end);
    if (otherwise !== undefined) {
      this.#label(no);
      this.#within(end, otherwise);
      this.#goTo(end);
    }
    this.#label(end);
    return this;
  }

  br(depth: number): this {
    this.#goTo(this.#targetOf(depth));
    this.#label(this.#body.name('dead'));
    return this;
  }

  brIf(depth: number): this {
    const after = this.#body.name('after');
    this.#body.line(`br i1 ${this.#body.popBit()}, label %${this.#targetOf(depth)}, label %${after}`);
    this.#label(after);
    return this;
  }

  return(): this {
    return this.br(this.#targets.length - 1);
  }

  /** The whole function. */
  finish(name: string, linkage: string): string {
    const params = this.#heads.filter(head => head.includes(' %p')).length;
    const list = Array.from({ length: params }, (_, n) => `, i32 %p${n}`).join('');
    return [
      `define ${linkage} i32 @${name}(ptr %memory${list}) #0 {`,
      ...this.#heads,
      this.#body.text,
      'br label %end',
      'end:',
      'ret i32 0',
      ...(this.mayFail ? ['failed:', 'ret i32 1'] : []),
      '}',
    ].join('\n');
  }

  #declare(kind: ValueType, first: string): number {
    const type = this.#body.typeOf(kind);
    const name = `%l${this.#locals.length}`;
    const zero = kind.startsWith('f') ? '0.0' : '0';
    const value = first === 'zeroinitializer' && kind !== 'v128' ? zero : first;
    this.#heads.push(`${name} = alloca ${type}`, `store ${type} ${value}, ptr ${name}`);
    return this.#locals.push({ name, type, value: undefined }) - 1;
  }

  /** What a local holds: a comparison's result has become numbers. */
  #whole(value: Value): Value {
    if (value.type === 'i1') return { type: 'i32', ref: this.#body.as(value, 'i32') };
    if (!value.type.endsWith('x i1>')) return value;
    const kind: Kind = value.type === this.#body.maskOf('f32x4') ? 'i32x4' : 'i64x2';
    return { type: this.#body.typeOf(kind), ref: this.#body.as(value, this.#body.typeOf(kind)) };
  }

  #push(kind: Kind, ref: string): this {
    this.#body.push(kind, ref);
    return this;
  }

  /** The value of a local, which is not on the stack. */
  #valueOf(local: number): Value {
    this.get(local);
    return this.#body.take();
  }

  #numberOf(local: number): string {
    return this.#valueOf(local).ref;
  }

  #store(kind: Kind, offset: number): this {
    const body = this.#body;
    const top = this.#whole(body.take());
    // A vector is stored as whatever it is.
    const value = kind === 'v128' ? top : { type: body.typeOf(kind), ref: body.as(top, body.typeOf(kind)) };
    body.store(value, body.pointer(body.pop('i32'), offset));
    return this;
  }

  #storeByte(offset: number): this {
    const body = this.#body;
    const value = body.emit(`trunc i32 ${body.pop('i32')} to i8`);
    body.store({ type: 'i8', ref: value }, body.pointer(body.pop('i32'), offset));
    return this;
  }

  #firstLane(kind: Kind, value: string, lane: string): this {
    const type = this.#body.typeOf(kind);
    return this.#push(kind, this.#body.emit(`insertelement ${type} zeroinitializer, ${lane} ${value}, i32 0`));
  }

  #targetOf(depth: number): string {
    return this.#targets[this.#targets.length - 1 - depth]!;
  }

  /** Writes code that branches lead out of, or back to its beginning. What it leaves on the stack is dropped. */
  #within(label: string, body: () => void): void {
    const height = this.#body.height;
    this.#targets.push(label);
    body();
    this.#targets.pop();
    this.#body.cutTo(height);
  }

  #goTo(label: string): void {
    this.#body.line(`br label %${label}`);
  }

  #label(label: string): void {
    this.#body.line(`${label}:`);
    for (const local of this.#locals) local.value = undefined;
  }
}

function unknown(opcode: number): Error {
  return new Error(`There is no code for the instruction 0x${opcode.toString(16)}.`);
}
