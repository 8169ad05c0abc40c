/**
 * A read gave nothing that may be relied on: refused, lost, late or malformed (I6). Thrown inside this library only; the
 * port turns it into a value.
 */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  /** The exchange's own code, when it gave one. */
  readonly code: string | null;

  constructor(message: string, code: string | null = null) {
    super(message);
    this.code = code;
  }
}
