import { type Amount, plus, push } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { Kernels } from '../assembler/kernels.ts';
import { pitchOf, type ProductShape } from '../lowering/product-shape.ts';
import { runs, type Run } from '../loops/repeat.ts';
import { addBlock, bytesOfSums } from './dots.ts';
import { cut, MOST_STEPS, type Cut } from './cut.ts';
import { element, packedStride, packPanel, packPanelOfA, type PackPanelOfA } from './packing.ts';
import type { DynamicProductSizes, ProductLocals, WriteProduct } from './product-code.ts';
import { panelsAtOnce, tile } from './tile.ts';

/** The way in which blocks of k are added: there is one; or two, in float32, exact but for the last rounding; or more, in float64. */
type Adding = 'nothing' | 'in C' | 'in float64';

function addingOf({ k }: ProductShape): Adding {
  return k <= MOST_STEPS ? 'nothing' : k <= 2 * MOST_STEPS ? 'in C' : 'in float64';
}

/** Bytes of scratch that {@link blocked} wants. */
export function blockedScratch(shape: ProductShape, lanes: number): number {
  const { bytesOfA, bytesOfB } = cut(shape);
  const ofSecond = lanes > 4 && packsOnePanel(shape) ? (lanes / 4 - 1) * bytesOfB : 0;
  return (addingOf(shape) === 'in float64' ? bytesOfSums(shape.m * shape.n) : 0) + bytesOfA + bytesOfB + ofSecond;
}

/** True if there is room for a single panel of B, which is packed anew for the next columns. */
function packsOnePanel(shape: ProductShape): boolean {
  const { packsB, rows } = cut(shape);
  return packsB && shape.packedB !== true && rows >= shape.m;
}

/**
 * The product in blocks that fit the caches: A is packed in panels of 4 or 6 rows, B in panels of 8 columns where there are
 * rows enough. Each element is a plain sum over up to {@link MOST_STEPS} values of k; the sums of such blocks are added in float64.
 *
 * Source: Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008, §4 and §5.
 */
export function blocked(kernels: Kernels, shape: ProductShape): WriteProduct {
  const size = cut(shape, kernels.lanes);
  const packA = packPanelOfA(kernels, shape, size.panelRows);
  const panels = panelsOf(kernels, shape, size);
  const add = addingOf(shape) === 'in float64' ? addBlock(kernels) : undefined;
  return (f, at) => new Blocked(f, at, shape, size, panels).write(packA, panels, add);
}

/** The sizes that a product in blocks can receive at run time, and everything else that its code depends on. */
export function dynamicSizesInBlocks(shape: ProductShape): {
  readonly sizes: DynamicProductSizes<number>;
  readonly alike: () => readonly unknown[];
} {
  const { m, n, k, transposeA, transposeB, packedB } = shape;
  const { a, b } = pitchOf(shape);
  const { panelRows, rows, columns, packsB, bytesOfB, pitchOfB } = cut(shape);
  const alike = (): readonly unknown[] => {
    const strides = [a, n, b];
    const ends = [rows < m, panelRows, m % panelRows, m < panelRows, addingOf(shape)];
    return [strides, transposeA, transposeB, packedB, columns, packsB, ends];
  };
  return { sizes: [m, k, rows, bytesOfB, pitchOfB], alike };
}

/** Columns of C that are computed alike. */
interface Panels {
  readonly first: number;
  readonly columns: number;
  /** The panels of B that they lie in: in wide code a tile takes several. */
  readonly panels: number;
  readonly times: number;
  /** The kernels: the tile for the rows of a panel, that for the rest of them, and what packs B. */
  readonly whole: number | undefined;
  /** The tile for several panels of A at once. */
  readonly tall: { readonly index: number; readonly panels: number } | undefined;
  readonly rest: number | undefined;
  readonly pack: ReturnType<typeof packPanel> | undefined;
}

function panelsOf(kernels: Kernels, shape: ProductShape, size: Cut): readonly Panels[] {
  const { m, n } = shape;
  const accumulate = addingOf(shape) === 'in C';
  const all: Pick<Panels, 'first' | 'columns' | 'panels' | 'times'>[] = [];
  let first = 0;
  for (let together = kernels.lanes / 4; together >= 1; together /= 2) {
    const columns = together * size.columns;
    const times = Math.floor((n - first) / columns);
    all.push({ first, columns, panels: size.packsB ? together : 1, times });
    first += times * columns;
  }
  return [...all, { first, columns: n - first, panels: 1, times: 1 }]
    .filter(({ columns, times }) => columns * times > 0)
    .map(panels => {
      const { columns } = panels;
      const rows = m % size.panelRows;
      const each = columns / panels.panels;
      const strideOfB = size.packsB ? packedStride(each) : 4 * pitchOf(shape).b;
      const alike = { columns, strideOfB, accumulate, panels: panels.panels };
      const atOnce = panelsAtOnce(kernels, size.panelRows, columns);
      return {
        ...panels,
        tall:
          atOnce > 1 && m >= size.panelRows
            ? { index: tile(kernels, { rows: size.panelRows, tall: atOnce, ...alike }), panels: atOnce }
            : undefined,
        whole: m >= size.panelRows ? tile(kernels, { rows: size.panelRows, ...alike }) : undefined,
        rest: rows > 0 ? tile(kernels, { rows, ...alike }) : undefined,
        pack: size.packsB && !shape.packedB ? packPanel(kernels, shape, each) : undefined,
      };
    });
}

/** The loops over blocks as they are written. Values of k are `steps`. */
class Blocked {
  readonly #f: Func;
  readonly #at: ProductLocals;
  readonly #shape: ProductShape;
  readonly #size: Cut;
  readonly #sizes: DynamicProductSizes<Amount>;
  /** The local with the address of packed panels of B. */
  readonly #panelsOfB: number;
  /** Locals: addresses of packed panels; the row and the column of C; how many whole panels of A there are. */
  readonly #panelsOfA: number;
  readonly #panelOfA: number;
  readonly #panelOfB: number;
  /** The most panels that a tile takes. */
  readonly #mostPanels: number;
  /** Bytes from one panel of B to the next, where a tile takes several. */
  readonly #panelStride: number | undefined;
  readonly #row: number;
  readonly #column: number;
  readonly #blocks: number;
  /** The panels of A that are left over by tall tiles, if there are any. */
  readonly #left: number | undefined;

  constructor(f: Func, at: ProductLocals, shape: ProductShape, size: Cut, all: readonly Panels[]) {
    this.#f = f;
    this.#at = at;
    this.#shape = shape;
    this.#size = size;
    this.#sizes = at.sizes ?? [shape.m, shape.k, size.rows, size.bytesOfB, size.pitchOfB];
    this.#panelsOfB = addingOf(shape) === 'in float64' ? f.local('i32') : at.scratch;
    this.#panelsOfA = f.local('i32');
    this.#panelOfA = f.local('i32');
    this.#panelOfB = f.local('i32');
    this.#row = f.local('i32');
    this.#column = f.local('i32');
    this.#blocks = f.local('i32');
    this.#mostPanels = Math.max(...all.map(({ panels }) => panels));
    this.#panelStride = this.#mostPanels > 1 ? f.local('i32') : undefined;
    this.#left = all.some(({ tall }) => tall) ? f.local('i32') : undefined;
  }

  /** Writes the loops; `add` is the function that adds the shares of blocks of k, if there are several. */
  write(packA: PackPanelOfA, all: readonly Panels[], add: number | undefined): void {
    const f = this.#f;
    const [m, k, most, bytesOfB] = this.#sizes;
    if (add !== undefined) this.#placeSums();
    if (addingOf(this.#shape) === 'in C')
      push(f.get(this.#at.c).i32(0), m)
        .i32(4 * this.#shape.n)
        .op(i32.mul)
        .fill();
    push(f.get(this.#panelsOfB), bytesOfB).op(i32.add).set(this.#panelsOfA);
    if (this.#panelStride !== undefined) this.#placePanels(this.#panelStride);
    runs(f, k, MOST_STEPS, steps => {
      runs(f, m, most, rows => {
        this.#packA(steps, rows, packA);
        f.get(rows.length).i32(this.#size.panelRows).op(i32.divU).set(this.#blocks);
        for (const panels of all) {
          runs(f, panels.columns * panels.times, panels.columns, ({ start }) => {
            plus(f, start, panels.first).set(this.#column);
            this.#readyB(steps, rows, panels);
            this.#multiply(steps, rows, panels);
          });
        }
        if (add !== undefined) this.#addBlock(steps, rows, add);
      });
    });
  }

  /** The sums come first in scratch: their number follows from that of the rows. */
  #placeSums(): void {
    const f = this.#f;
    push(f, this.#sizes[0])
      .i32(8 * this.#shape.n)
      .op(i32.mul);
    f.i32(15).op(i32.add).i32(-16).op(i32.and).get(this.#at.scratch).op(i32.add).set(this.#panelsOfB);
  }

  /** Adds what a block of k gives for some rows, while it is in the cache. */
  #addBlock(steps: Run, rows: Run, add: number): void {
    const f = this.#f;
    const { n } = this.#shape;
    this.#behind(this.#at.c, rows.start, 4 * n);
    this.#behind(this.#at.scratch, rows.start, 8 * n);
    f.get(rows.length).i32(n).op(i32.mul).get(steps.start);
    push(f, this.#sizes[1]).get(steps.start).op(i32.sub).get(steps.length).op(i32.sub).call(add);
  }

  #packA(steps: Run, rows: Run, pack: PackPanelOfA): void {
    const f = this.#f;
    f.get(this.#panelsOfA).set(this.#panelOfA);
    runs(f, { local: rows.length }, this.#size.panelRows, part => {
      f.get(rows.start).get(part.start).op(i32.add).set(this.#row);
      pack(f, { a: this.#at.a, row: this.#row, rows: part.length, steps, target: this.#panelOfA });
      this.#behind(this.#panelOfA, steps.length, this.#strideOfA).set(this.#panelOfA);
    });
  }

  /** Finds the panel of B; packs it when it is first used. */
  #readyB(steps: Run, rows: Run, { columns, panels, pack }: Panels): void {
    const f = this.#f;
    const { packedB } = this.#shape;
    const { b } = this.#at;
    if (!this.#size.packsB) {
      element(f, b, steps.start, pitchOf(this.#shape).b, this.#column).set(this.#panelOfB);
      return;
    }
    this.#behind(packedB ? b : this.#panelsOfB, this.#column, this.#sizes[4]).set(this.#panelOfB);
    const each = columns / panels;
    if (packedB) this.#behind(this.#panelOfB, steps.start, packedStride(each)).set(this.#panelOfB);
    if (pack === undefined) return;
    const packNow = (): void => {
      pack(f, { b, column: this.#column, steps, target: this.#panelOfB });
      for (let n = 1; n < panels; n++) {
        plus(f, this.#column, n * each).set(this.#row);
        f.get(this.#panelStride!).i32(n).op(i32.mul).get(this.#panelOfB).op(i32.add).set(this.#panelOfA);
        pack(f, { b, column: this.#row, steps, target: this.#panelOfA });
      }
    };
    if (this.#usesAgain) f.get(rows.start).op(i32.eqz).if(packNow);
    else packNow();
  }

  /** Finds how far apart panels of B lie, and makes room for those that a tile takes. */
  #placePanels(stride: number): void {
    const f = this.#f;
    if (packsOnePanel(this.#shape)) {
      push(f.get(this.#panelsOfA), this.#sizes[3])
        .tee(stride)
        .i32(this.#mostPanels - 1);
      f.op(i32.mul).op(i32.add).set(this.#panelsOfA);
    } else push(f, this.#sizes[4]).i32(this.#size.columns).op(i32.mul).set(stride);
  }

  #multiply(steps: Run, rows: Run, { whole, tall, rest, panels }: Panels): void {
    const f = this.#f;
    const call = (index: number): void => void (panels > 1 ? f.get(this.#panelStride!) : f).call(index);
    const { n } = this.#shape;
    const rowBytes = 4 * n;
    const wholeNow = (index: number, times: number): void => {
      f.get(this.#panelsOfA).i32(this.#strideOfA).get(this.#panelOfB);
      element(f, this.#at.c, rows.start, n, this.#column).i32(rowBytes);
      f.get(steps.length).get(times);
      call(index);
    };
    if (tall !== undefined) this.#multiplyTall(tall, { steps, rows }, wholeNow, () => call(whole!));
    else if (whole !== undefined) wholeNow(whole, this.#blocks);
    if (rest === undefined) return;
    const restNow = (): void => {
      f.get(this.#blocks).get(steps.length).op(i32.mul).set(this.#row);
      this.#behind(this.#panelsOfA, this.#row, this.#strideOfA).i32(this.#strideOfA).get(this.#panelOfB);
      push(f, this.#sizes[0])
        .i32(this.#shape.m % this.#size.panelRows)
        .op(i32.sub)
        .set(this.#row);
      element(f, this.#at.c, this.#row, n, this.#column).i32(rowBytes);
      f.get(steps.length).i32(1);
      call(rest);
    };
    if (this.#usesAgain) f.get(rows.length).i32(this.#size.panelRows).op(i32.remU).if(restNow);
    else restNow();
  }

  /** Multiplies as many panels of A as a tile takes at once, and then those that are left. */
  #multiplyTall(
    { index, panels }: NonNullable<Panels['tall']>,
    { steps, rows }: { readonly steps: Run; readonly rows: Run },
    wholeNow: (index: number, times: number) => void,
    call: () => void,
  ): void {
    const f = this.#f;
    const [times, left] = [this.#row, this.#left!];
    f.get(this.#blocks).i32(panels).op(i32.divU).tee(times);
    f.if(() => wholeNow(index, times));
    f.get(this.#blocks).i32(panels).op(i32.remU).tee(left);
    f.if(() => {
      f.get(this.#blocks).get(left).op(i32.sub).get(steps.length).op(i32.mul).set(this.#row);
      this.#behind(this.#panelsOfA, this.#row, this.#strideOfA).i32(this.#strideOfA).get(this.#panelOfB);
      f.get(this.#blocks).get(left).op(i32.sub).i32(this.#size.panelRows).op(i32.mul);
      f.get(rows.start).op(i32.add).set(this.#row);
      element(f, this.#at.c, this.#row, this.#shape.n, this.#column).i32(4 * this.#shape.n);
      f.get(steps.length).get(left);
      call();
    });
  }

  /** Bytes from one k to the next in a panel of A. */
  get #strideOfA(): number {
    return 4 * this.#size.panelRows;
  }

  /** True if the panels of B are used for several blocks of rows. */
  get #usesAgain(): boolean {
    return this.#size.rows < this.#shape.m;
  }

  /** Pushes the address that is `count`, a local, times a number of bytes after another. */
  #behind(address: number, count: number, bytes: Amount): Func {
    return push(this.#f.get(count), bytes).op(i32.mul).get(address).op(i32.add);
  }
}
