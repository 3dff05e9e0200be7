/** What a caller's own function, iterable or stream throws: it may come through as it is. */
export class Thrown extends Error {
  constructor(what = 'thrown by the caller') {
    super(what);
    this.name = 'Thrown';
  }
}

/** What is thrown where a value of some type cannot be made by a caller. */
export class Undrawable extends Thrown {}
