import { decimal } from './decimal.ts';

/**
 * Where the stop of a position lies, how it follows the price, and when a position has grown too old. All of it comes with the
 * signal or its policy, is stored with the row, and changes only as written here. Percentages are decimal strings.
 */

/** Where a stop lies to begin with: so many percent of the entry price away from it, or at a price. */
export type StopPlace = { readonly percent: string } | { readonly price: string };

/** The stop follows a price that goes the position's way: it is only ever tightened. */
export interface BreakEven {
  /** Once the price was so far ahead of the entry, in percent of it … */
  readonly atPercent: string;
  /** … the stop lies so far ahead of the entry: what entry and exit cost. */
  readonly keepPercent: string;
}

export interface Trailing {
  /** From where on the stop follows: so far ahead of the entry, in percent of it. */
  readonly atPercent: string;
  /** How far behind the best price it stays, in percent of that. */
  readonly behindPercent: string;
  /** It moves by no less than this, in percent of the entry price. */
  readonly stepPercent: string;
}

/** How a position ends that has grown old. Ages count from its first fill, in milliseconds. */
export interface AgeRule {
  /** From this age on it is closed as soon as the price is ahead of the entry by `costPercent`. */
  readonly fromMs: number;
  readonly costPercent: string;
  /** After so long in vain a loss is accepted that grows by so much an hour, in percent of the entry price. */
  readonly breakEvenForMs: number;
  readonly lossPercentPerHour: string;
  /** At this age it is closed at any price. */
  readonly closeAtMs: number;
}

/** Longest age that a rule may name, a hundred days, in milliseconds. */
export const AGE_MS_MAX = 8_640_000_000;

/** What watches the price, besides the stop at rest. */
export interface Follows {
  readonly breakEven?: BreakEven | undefined;
  readonly trailing?: Trailing | undefined;
  readonly age?: AgeRule | undefined;
}

export type StopRule = StopPlace & Follows;

/** What a position's stop goes by: the rule that it came with, or the price that it was moved to, on whichever side of the entry. */
export type StopPlan = (StopRule | ({ readonly movedTo: string } & Follows)) & {
  /** The best price that the stop has taken notice of; absent: none beyond the entry. */
  readonly best?: string | undefined;
  /** The position is to be closed, and why: it has grown too old, or its price has passed the stop that was to follow. Nothing takes it back. */
  readonly over?: 'too_old' | 'passed' | undefined;
};

/** How a plan watches the price, without where its stop lies. */
export function followsOf({ breakEven, trailing, age }: Follows): Follows {
  return { ...(breakEven && { breakEven }), ...(trailing && { trailing }), ...(age && { age }) };
}

/** Whether anything of a plan depends on how the price or the time goes on. */
export function isFollowing({ breakEven, trailing, age }: Follows): boolean {
  return breakEven !== undefined || trailing !== undefined || age !== undefined;
}

/**
 * What is wrong with a rule whose numbers are all right by themselves, and in which of its fields; null if nothing is. A stop that follows from
 * within its own distance would be placed beyond the price at once.
 */
export function whyUnsound({ breakEven, age }: Follows): { readonly field: string; readonly reason: string } | null {
  if (breakEven !== undefined && !decimal(breakEven.keepPercent).lt(breakEven.atPercent)) {
    return { field: 'breakEven.keepPercent', reason: `must be below atPercent (${breakEven.atPercent}), not ${breakEven.keepPercent}: the price has to be beyond the stop` };
  }
  if (age !== undefined && age.closeAtMs < age.fromMs) return { field: 'age.closeAtMs', reason: `must be at least fromMs (${age.fromMs}), not ${age.closeAtMs}` };
  return null;
}
