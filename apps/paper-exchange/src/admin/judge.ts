import { type Account, measureBareMs } from '@breakwater/paper';
import type { ServedVenue, World } from '../world.ts';
import { findDuplicateExecutions } from './render-state.ts';

/** What must be small, and what must never be, over some accounts. */
interface Verdict {
  /** Lives of positions. */
  readonly positions: number;
  /** How long they were open without a stop that covers them, together. */
  readonly bareMs: number;
  /** The longest of it in one life. */
  readonly longestBareMs: number;
  readonly bareNow: number;
  readonly unintendedIncreases: number;
  readonly duplicateExecutions: number;
}

const nothing: Verdict = { positions: 0, bareMs: 0, longestBareMs: 0, bareNow: 0, unintendedIncreases: 0, duplicateExecutions: 0 };

function addUp(left: Verdict, right: Verdict): Verdict {
  return {
    positions: left.positions + right.positions,
    bareMs: left.bareMs + right.bareMs,
    longestBareMs: Math.max(left.longestBareMs, right.longestBareMs),
    bareNow: left.bareNow + right.bareNow,
    unintendedIncreases: left.unintendedIncreases + right.unintendedIncreases,
    duplicateExecutions: left.duplicateExecutions + right.duplicateExecutions,
  };
}

function judgeAccount(account: Account, nowMs: number): Verdict {
  const bare = account.lives.map((life) => measureBareMs(life, nowMs));
  return {
    positions: bare.length,
    bareMs: bare.reduce((sum, each) => sum + each, 0),
    longestBareMs: bare.reduce((longest, each) => Math.max(longest, each), 0),
    bareNow: account.lives.filter(({ closedAtMs, bareSinceMs }) => closedAtMs === null && bareSinceMs !== null).length,
    unintendedIncreases: account.unintendedIncreases.length,
    duplicateExecutions: findDuplicateExecutions([...account.ledgers.values()].flatMap((ledger) => ledger.fills)).length,
  };
}

function judgeVenue({ exchange, clock }: ServedVenue): Verdict {
  return [...exchange.accounts.values()].map((account) => judgeAccount(account, clock.nowMs())).reduce(addUp, nothing);
}

/** What the judge has seen, on each venue and on all of them together. */
export function renderJudge(world: World): { readonly venues: Record<string, Verdict>; readonly total: Verdict } {
  const venues = Object.fromEntries(world.venues.map((venue) => [venue.name, judgeVenue(venue)]));
  return { venues, total: Object.values(venues).reduce(addUp, nothing) };
}
