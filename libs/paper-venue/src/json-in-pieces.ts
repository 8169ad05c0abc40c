/** Rows that are rendered in one go: well below a millisecond's work. */
const rowsPerPiece = 25;
/** Lists up to this length are made whole, which costs less for each row. */
const wholeRows = 250;

/**
 * JSON that is too long to be made in one go: whoever sends it does other things between two pieces, so that thousands
 * of rows hold nobody else up. The rows are values of the moment of the request, whenever their text is made.
 */
export class JsonInPieces {
  readonly #pieces: () => Generator<string>;

  constructor(pieces: () => Generator<string>) {
    this.#pieces = pieces;
  }

  /** The texts that belong together in this order, each made when it is asked for. */
  pieces(): Generator<string> {
    return this.#pieces();
  }

  /** The whole text: for whoever has no use for pieces. */
  toString(): string {
    return [...this.#pieces()].join('');
  }
}

/** Texts with commas between them, a few at a time. */
function* joinTexts<T>(rows: readonly T[], textOf: (row: T) => string): Generator<string> {
  for (let start = 0; start < rows.length; start += rowsPerPiece) {
    const text = rows.slice(start, start + rowsPerPiece).map(textOf).join(',');
    yield start === 0 ? text : `,${text}`;
  }
}

/** The text of a list, a few rows at a time. */
function renderRows<T>(rows: readonly T[], render: (row: T) => unknown): Generator<string> {
  return joinTexts(rows, (row) => JSON.stringify(render(row)));
}

/** A list as the body of an answer: whole when it is short. `render` must need nothing but values that never change. */
export function renderList<T>(rows: readonly T[], render: (row: T) => unknown): unknown[] | JsonInPieces {
  if (rows.length <= wholeRows) return rows.map(render);
  return new JsonInPieces(function* pieces() {
    yield '[';
    yield* renderRows(rows, render);
    yield ']';
  });
}

/** An object whose last field, `name`, is such a list. */
export function renderWithList<T>(fields: Readonly<Record<string, unknown>>, name: string, rows: readonly T[], render: (row: T) => unknown): Record<string, unknown> | JsonInPieces {
  if (rows.length <= wholeRows) return { ...fields, [name]: rows.map(render) };
  return new JsonInPieces(function* pieces() {
    yield `${JSON.stringify(fields).slice(0, -1)},${JSON.stringify(name)}:[`;
    yield* renderRows(rows, render);
    yield ']}';
  });
}

/** An object of many entries that are alike. */
export function renderEntries<T>(rows: readonly (readonly [string, T])[], render: (row: T) => unknown): JsonInPieces {
  return new JsonInPieces(function* pieces() {
    yield '{';
    yield* joinTexts(rows, ([name, row]) => `${JSON.stringify(name)}:${JSON.stringify(render(row))}`);
    yield '}';
  });
}

/** An object of which any field may be in pieces itself, or a list of such. */
export function joinFields(fields: Readonly<Record<string, unknown>>): JsonInPieces {
  return new JsonInPieces(function* pieces() {
    let before = '{';
    for (const [name, value] of Object.entries(fields)) {
      yield `${before}${JSON.stringify(name)}:`;
      yield* renderPart(value);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  });
}

/** What stands in one field. */
function* renderPart(value: unknown): Generator<string> {
  if (value instanceof JsonInPieces) yield* value.pieces();
  else if (Array.isArray(value) && value.some((row) => row instanceof JsonInPieces)) {
    for (const [index, row] of value.entries()) {
      yield index === 0 ? '[' : ',';
      yield* renderPart(row);
    }
    yield ']';
  } else yield JSON.stringify(value);
}
