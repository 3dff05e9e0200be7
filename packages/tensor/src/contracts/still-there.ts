import { ContractError } from './contract-error.ts';

/**
 * Throws `ContractError` for an array whose buffer was transferred, as by `postMessage`: it has no elements any more. Ask only for arrays
 * without elements.
 */
export function stillThere(subject: string, { buffer }: ArrayBufferView): void {
  if (buffer.byteLength > 0 || !isTransferred(buffer)) return;
  throw new ContractError(
    subject,
    'the elements must be there',
    'an array whose buffer was transferred',
    'Transfer a copy: array.slice().',
  );
}

function isTransferred(buffer: ArrayBufferLike): boolean {
  try {
    return new Uint8Array(buffer).length < 0;
  } catch {
    return true;
  }
}
