/** Addresses to reserve: those of a memory, or of a block that a memory will have room for later. */
export interface AddressSpace {
  /** The bytes that were never in use. */
  readonly left: number;
  /** The address of so many bytes. */
  reserve(bytes: number): number;
  unreserve(address: number, bytes: number): void;
}
