import type { VenueRules } from '@breakwater/paper';
import type { Desk } from './desk.ts';

/** What a card saw: one word for it, which the assumption is held against, and more for people; or why it saw nothing that counts. */
export type Seen = { readonly type: 'seen'; readonly answer: string; readonly detail: string | null } | { readonly type: 'unseen'; readonly why: string };

/** One question to an exchange: what is taken for granted of it, and how to find out. */
export interface Card<D extends Desk = Desk> {
  /** Kebab-case, unique at its exchange. */
  readonly id: string;
  readonly subject: Subject;
  /** One sentence. */
  readonly question: string;
  /** What the paper exchange, or the engine, takes for granted; the answers that agree with it. */
  readonly assumes: string;
  readonly expects: readonly string[];
  /** The requests, in a sentence. */
  readonly asks: string;
  /** What follows if the exchange answers otherwise: which line, which document. The setting of the paper exchange is told by `rule`. */
  readonly otherwise: string;
  /** The rule of the paper exchange whose default is asked about; its values are the answers. */
  readonly rule?: keyof VenueRules;
  /** Asks. May leave orders and positions of its contract behind: whoever runs the card clears them away. Throws {@link CannotTell}. */
  ask(desk: D): Promise<Seen>;
}

export const SUBJECTS = ['stops', 'reduce-only', 'entries', 'ids', 'reads', 'time', 'account', 'refusals', 'streams'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Something that a card rests on did not come about, so that what it would see means nothing. */
export class CannotTell extends Error {}

/** The card saw this. */
export function saw(answer: string, detail: string | null = null): Seen {
  return { type: 'seen', answer, detail };
}
