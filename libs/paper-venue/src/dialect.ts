import type { Account } from '@breakwater/paper';
import type { Answer, VenueRequest } from './venue-request.ts';
import type { ReadableList } from './faults/fault.ts';

/** What one order of a request is about. */
export interface OrderSubject {
  readonly symbol: string | null;
  readonly clientOrderId: string | null;
}

/** What a request is about, as far as it can be told without trusting it: for faults and for the journal. */
export interface RequestSubject extends OrderSubject {
  readonly apiKey: string | null;
  /** Of a request for several orders, each of them; absent for one. */
  readonly legs?: readonly OrderSubject[];
  /** Whether it can only make positions smaller, or changes nothing. */
  readonly isReducing: boolean;
  /** Its time stamp as sent; absent or not a number: it bears none. */
  readonly signedAtMs?: number;
}

/** What faults do to the model's answer to one request. */
export interface ModelEffects {
  /** How old each listing may look. */
  lagMs(list: ReadableList): number;
  /** How young a record may be and yet be missing from a listing; 0: all are there. */
  hideMs(list: ReadableList): number;
  /** Milliseconds for which an accepted order does not meet the market; `null`: it does at once. */
  readonly fillAfterMs: number | null;
  /** Whether the parts of a request that are no closings are refused, while others are let through. */
  readonly isOverloaded: boolean;
}

/** A request that a dialect has understood and let in. */
export interface AdmittedRequest {
  /** `null` for public endpoints. */
  readonly account: Account | null;
  /** Lets the model act and renders what came out. Called at most once. */
  act(effects: ModelEffects): Verdict;
}

export interface Verdict {
  readonly answer: Answer;
  /** The venue's error code, `null` on success. */
  readonly code: number | null;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly request: AdmittedRequest }
  | { readonly kind: 'refused'; readonly account: Account | null; readonly verdict: Verdict }
  | { readonly kind: 'unknown-path'; readonly answer: Answer };

/** One venue's wire format over one model. The pipeline around it is the same for all. */
export interface Dialect {
  readonly name: string;
  ownsPath(path: string): boolean;
  readSubject(request: VenueRequest): RequestSubject;
  /**
   * Finds the endpoint, checks key, signature and time. Runs when the request is processed, not when it arrived. The
   * venue's clock is ahead of the true one by `skewMs`.
   */
  admit(request: VenueRequest, skewMs: number): Admission;
  /** Renders an error that a fault asks for. */
  renderError(httpStatus: number, code: number, message: string | null): Verdict;
  /** What the venue says when it does not know whether it acted. */
  readonly unknownOutcomes: { readonly unavailable: Verdict; readonly timeout: Verdict };
  /** What the venue says while it is being maintained, and while it has too much to do. */
  readonly maintenance: Verdict;
  readonly overload: Verdict;
  /** Weight that the venue has counted for a client in the running window. */
  readUsedWeight(ip: string): number;
}
