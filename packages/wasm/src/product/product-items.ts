import type { Func } from '../assembler/func.ts';
import type { BufferArena } from '../lowering/buffer-arena.ts';
import type { Begun, DynamicSizes, ItemCode, Places, Site } from '../lowering/item-code.ts';
import type { ProductItem } from '../lowering/schedule-item.ts';
import { packedBytes } from './cut.ts';
import { dynamicProductSizes, packsRight, scratchBytes, writeBatch, writeProduct } from './emit-product.ts';

/** A product that reads its right factor packed, if it is worth the time to pack that once for many products. */
export function packedProduct(item: ProductItem, arena: BufferArena): ProductItem | undefined {
  const { b, shape, batch } = item;
  if (!packsRight(shape) || batch?.strides[1]!.some(Boolean)) return undefined;
  const right = arena.packedRight(b, shape, packedBytes(shape.n, shape.k));
  return { ...item, right, shape: { ...shape, packedB: true } };
}

/** The code of products. */
export const productItems: ItemCode<ProductItem> = {
  sizesOf: sizesOfProduct,
  scratchOf: ({ shape }, lanes) => scratchBytes(shape, lanes),
  similar: {
    addressed: item => [item.a, item.slot, ...(item.right === undefined ? [item.b] : [])],
    alike: ({ shape, batch, right }, sizeArguments) =>
      `product ${JSON.stringify([shape, batch, right?.address, sizeArguments])}`,
  },
  write: writeProductItem,
};

function sizesOfProduct({ slot, a, b, shape, batch }: ProductItem, { placeOf, scratch }: Places): DynamicSizes {
  const key = (...others: readonly unknown[]): string => JSON.stringify([[slot, a, b].map(placeOf), others]);
  if (batch !== undefined) {
    // Only the turns of the first loop follow from the number of rows.
    const { strides, rows } = batch;
    const [turns, ...within] = batch.lengths as [number, ...number[]];
    const sizeArguments = rows === undefined ? [] : [turns, scratch];
    const addresses = rows === undefined ? [] : [0, 1];
    return { sizeArguments, addresses, key: () => key(shape, within, strides, rows ? turns / rows : [turns, scratch]) };
  }
  const { sizes, alike } = dynamicProductSizes(shape) ?? {};
  return {
    sizeArguments: sizes ? [...sizes, scratch] : [],
    addresses: sizes ? [...sizes.map(() => 0), 1] : [],
    key: () => key(alike?.() ?? [shape, scratch]),
  };
}

/** The parameters of a product with size arguments: the sizes in their order, then the address of its scratch. */
const SIZES = [{ local: 0 }, { local: 1 }, { local: 2 }, { local: 3 }, { local: 4 }] as const;

const SCRATCH = 5;

/** The parameters of a product of many matrices with size arguments: the turns of the first loop, and the address of its scratch. */
const TURNS = 0;

const SCRATCH_OF_BATCH = 1;

function writeProductItem(
  f: Func,
  item: ProductItem,
  { kernels, scratch }: Site,
  { addresses, sizeArguments }: Begun,
): void {
  const isSized = sizeArguments.length > 0;
  const [a, c, b = f.local('i32')] = addresses as [number, number, number?];
  if (item.right !== undefined) f.address(item.right.address).set(b);
  const at = isSized ? (item.batch === undefined ? SCRATCH : SCRATCH_OF_BATCH) : f.local('i32');
  if (!isSized) f.address(scratch).set(at);
  const locals = { a, b, c, scratch: at };
  if (item.batch !== undefined)
    return writeBatch(kernels, item.shape, item.batch)(f, locals, isSized ? { local: TURNS } : undefined);
  writeProduct(kernels, item.shape)(f, { ...locals, sizes: isSized ? SIZES : undefined });
}
