import type { AddressSpace } from '../memory/address-space.ts';
import { MOST_BYTES } from '../memory/memory-limit.ts';

/** Bytes after each buffer: a vector may begin at its last element. */
const SLACK = 16;

/** A block of memory that does not exist yet: addresses count from its start. */
export class Block implements AddressSpace {
  /** The bytes that are reserved. */
  bytes = 0;

  get left(): number {
    return MOST_BYTES - this.bytes;
  }

  reserve(bytes: number): number {
    const address = this.bytes;
    this.bytes += 16 * Math.ceil((bytes + SLACK) / 16);
    return address;
  }

  unreserve(): void {
    // A block is reserved whole.
  }
}
