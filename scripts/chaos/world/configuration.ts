import { type AccountKey, type ExchangeId, EXCHANGES } from '@breakwater/core';

/** The bounds of a chaos run: small, so that a minute goes many times through each, and in production's proportions. */
export const bounds = {
  notFindableMs: 3_000,
  readsApartMs: 500,
  entryWindowMs: 2_000,
  protectionWindowMs: 1_500,
  leaseMs: 1_500,
  handOffMs: 250,
  bareMsMax: 8_000,
  neverFilledHoldMs: 4_000,
  heartbeatMsMax: 6_000,
  /** Never: here hands trade on every symbol all the time, and after the fourth order nothing would be entered any more. */
  foreignOrdersPerHourMax: 100,
} as const;

/** The symbols that are traded, at each exchange: cheap and dear, coarse and fine. */
export const symbols = ['SOLUSDT', 'XRPUSDT', 'DOGEUSDT', 'ADAUSDT', 'LINKUSDT', 'AVAXUSDT', 'TAGUSDT', 'EPICUSDT', 'AKTUSDT', 'ARBUSDT'] as const;

/** The accounts that are traded on, one at each exchange. */
export const accounts: readonly AccountKey[] = EXCHANGES.map((exchange) => accountAt(exchange));

/** The account at an exchange. */
export function accountAt(exchange: ExchangeId): AccountKey {
  return { exchange, account: 'main' };
}

/** Slots of each account: fewer than symbols, so that the limit is met all the time (I10). */
export const positionsMax = 5;
/** How many signals of a wave may be opened. */
export const openPerWave = 3;
/** How often each account is compared by the clock. */
const resyncIntervalMs = 2_000;
/** An undelivered or refused signal is given up after so long, so that the calm comes to rest. */
const signalAgeMsMax = 15_000;

/** The configuration file of the fleet. Requests are not governed: a minute has the work of many, and the limits of a venue count by the minute. */
export function configurationText(): string {
  return `deployment: chaos
accounts:
${accounts.map(accountText).join('')}wavePolicies:
  default: { open: ${openPerWave}, notional: "200", leverage: 3, stop: { percent: "2" }, stopList: [], signalAgeMsMax: ${signalAgeMsMax} }
resyncIntervalMs: ${resyncIntervalMs}
rateGovernor: none
bounds:
${Object.entries(bounds)
  .map(([name, value]) => `  ${name}: ${value}\n`)
  .join('')}`;
}

function accountText({ exchange, account }: AccountKey): string {
  return `  - name: ${account}
    exchange: ${exchange}
    mode: trade
    positionsMax: ${positionsMax}
    foreignPositions: adopt
    stop: { percent: "2" }
`;
}
