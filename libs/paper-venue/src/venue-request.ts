import type { JsonInPieces } from './json-in-pieces.ts';

/** A request as it came off the wire, before any dialect has looked at it. */
export interface VenueRequest {
  readonly method: string;
  readonly path: string;
  /** The query string as received, without the question mark. */
  readonly query: string;
  /** The body as received. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly ip: string;
  readonly arrivedAtMs: number;
}

/** What goes back: a status, headers, and either JSON or ready text. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What the server does with the connection in the end. */
export type Reply =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string | Buffer | JsonInPieces }
  /** Headers and the first half of the body, then the connection closes. */
  | { readonly kind: 'cut'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }
  /** Headers and the first half of the body, then silence. */
  | { readonly kind: 'stall'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }
  /** Nothing at all: the connection stays open and silent. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'close' }
  | { readonly kind: 'reset' };

/** A body that is JSON already, as the bytes that go out: encoding a large one anew for each reader would cost most of a read. */
export class ReadyJson {
  readonly bytes: Buffer;

  constructor(text: string | Buffer) {
    this.bytes = typeof text === 'string' ? Buffer.from(text) : text;
  }
}
