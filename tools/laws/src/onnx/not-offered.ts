/** Thrown by what translates a node: the reason why nothing here computes it. */
export class NotOffered extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`Not offered: ${reason}.`);
    this.name = 'NotOffered';
    this.reason = reason;
  }
}
