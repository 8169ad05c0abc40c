/** The JSON of a row, cut where the text of one of its fields goes. */
export interface TextAround {
  readonly before: string;
  readonly after: string;
}

const placeholder = '?';

/** What stands before and after the text of a field in the JSON of a row: for a row of which that alone changes, again and again. */
export function textAround(row: Readonly<Record<string, unknown>>, field: string): TextAround {
  const mark = `"${field}":"${placeholder}"`;
  const text = JSON.stringify({ ...row, [field]: placeholder });
  const at = text.indexOf(mark) + mark.length - 1;
  return { before: text.slice(0, at - placeholder.length), after: text.slice(at) };
}
