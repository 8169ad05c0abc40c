/**
 * One state-changing request of the fleet as the venue saw it: what the checkers judge, because neither the fleet nor its
 * books can embellish it.
 */
export interface Arrival {
  /** Which process sent it. */
  readonly sender: string;
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly symbol: string;
  readonly clientOrderId: string | null;
  /** What it was signed with, on the exchange's clock. */
  readonly signedAtMs: number;
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the model carried it out, whatever the sender is told. */
  readonly wasExecuted: boolean;
  /** Whether the net position was open and covered by valid stops, before and after. */
  readonly wasCovered: boolean;
  readonly isOpenAfter: boolean;
  readonly isCoveredAfter: boolean;
  /** Whether the order that a cancel names was placed by this fleet. Null for other requests. */
  readonly cancelsOwn: boolean | null;
}
