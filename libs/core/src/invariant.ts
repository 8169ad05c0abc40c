/** Thrown when a rule of ours is broken: always a bug, never the world. */
export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

/** Throws {@link InvariantBroken} unless the condition holds. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantBroken(message);
}

/** Marks a branch that the types rule out; throws {@link InvariantBroken} if it is reached all the same. */
export function unreachable(value: never): never {
  throw new InvariantBroken(`unexpected value ${JSON.stringify(value)}`);
}
