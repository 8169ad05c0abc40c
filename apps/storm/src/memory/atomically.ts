/** Writes of one statement, each with what was there before, so that a statement that fails leaves nothing behind. */
export class Writing {
  readonly #undo: (() => void)[] = [];

  put<Row>(table: Map<string, Row>, id: string, row: Row): void {
    const before = table.get(id);
    this.#undo.push(before === undefined ? () => table.delete(id) : () => table.set(id, before));
    table.set(id, row);
  }

  remove<Row>(table: Map<string, Row>, id: string): void {
    const before = table.get(id);
    if (before === undefined) return;
    this.#undo.push(() => table.set(id, before));
    table.delete(id);
  }

  append<Row>(list: Row[], row: Row): void {
    this.#undo.push(() => list.pop());
    list.push(row);
  }

  undo(): void {
    for (let back = this.#undo.pop(); back !== undefined; back = this.#undo.pop()) back();
  }
}

/** Runs one statement: all that it writes stays, or, if it throws, nothing of it. */
export function atomically<Result>(write: (writing: Writing) => Result): Result {
  const writing = new Writing();
  try {
    return write(writing);
  } catch (error) {
    writing.undo();
    throw error;
  }
}
