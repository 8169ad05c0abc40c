/** What follows from one message of a user stream. It never says what has happened: whoever looks finds that out. */
export type StreamHint =
  /** Something has become of this symbol (the exchange's own market id). */
  | { readonly type: 'key'; readonly symbol: string }
  /** Something has become of the account, of nobody knows which symbol. */
  | { readonly type: 'account'; readonly why: string }
  /** Nothing that the books hold has changed. */
  | { readonly type: 'none'; readonly why: string }
  /** The stream has ended, although its connection may stand. */
  | { readonly type: 'end'; readonly why: string };

/** One message of a user stream. */
export type StreamReading =
  | {
      readonly type: 'event';
      /** The exchange's own name for it where the table knows it, else `unknown`: safe as a label of a metric. */
      readonly name: string;
      /** At least one. */
      readonly hints: readonly StreamHint[];
    }
  /** An answer to what we sent: no event of the account. */
  | { readonly type: 'answer'; readonly to: string; readonly isSuccess: boolean; readonly said: string };

/** A JSON object, of which nothing is known yet. */
export type StreamRow = Readonly<Record<string, unknown>>;

/** One line of a venue's table of events. */
export type StreamRule =
  /** Its symbols are to be looked at. `find` gives what stands where they should; an empty list leads to `without`. */
  | { readonly leadsTo: 'keys'; readonly find: (event: StreamRow) => readonly unknown[]; readonly without: 'account' | 'none'; readonly why: string }
  | { readonly leadsTo: 'account' | 'none' | 'end'; readonly why: string };

/** As the queue takes them: no space, colon or full stop. */
const SYMBOL = /^[^\s:.]{1,40}$/;

/** What a line of the table makes of an event. What stands where a symbol should and is none leads to a look at the whole account. */
export function applyRule(rule: StreamRule, event: StreamRow): readonly StreamHint[] {
  if (rule.leadsTo !== 'keys') return [{ type: rule.leadsTo, why: rule.why }];
  const found = new Set(rule.find(event));
  if (found.size === 0) return [{ type: rule.without, why: rule.why }];
  return [...found].map((symbol): StreamHint =>
    typeof symbol === 'string' && SYMBOL.test(symbol) ? { type: 'key', symbol } : { type: 'account', why: 'an event without a symbol that could be read' },
  );
}

/** What is not understood: the whole account is looked at. */
export function unknownEvent(why: string): StreamReading {
  return { type: 'event', name: 'unknown', hints: [{ type: 'account', why }] };
}

/** A value as an object; an empty one where it is none. */
export function rowOf(value: unknown): StreamRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as StreamRow) : {};
}

/** A value as a list of objects; null where it is no list. */
export function rowsOf(value: unknown): readonly StreamRow[] | null {
  return Array.isArray(value) ? value.map(rowOf) : null;
}

/** The text of a message as an object; null where it is none. */
export function parseMessage(text: string): StreamRow | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as StreamRow) : null;
  } catch {
    return null;
  }
}
