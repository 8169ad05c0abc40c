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
} as const;

/** The symbols that are traded: cheap and dear, coarse and fine. */
export const symbols = ['SOLUSDT', 'XRPUSDT', 'DOGEUSDT', 'ADAUSDT', 'LINKUSDT', 'AVAXUSDT', 'TAGUSDT', 'EPICUSDT', 'AKTUSDT', 'ARBUSDT'] as const;

export const account = { exchange: 'binance', account: 'main' } as const;

/** Fewer slots than symbols, so that the limit is met all the time (I10). */
export const positionsMax = 7;
/** How many signals of a wave may be opened. */
export const openPerWave = 2;
/** How often the account is compared by the clock. */
const resyncIntervalMs = 2_000;
/** An undelivered or refused signal is given up after so long, so that the calm comes to rest. */
const signalAgeMsMax = 15_000;

/** The configuration file of the fleet. */
export function configurationText(): string {
  return `deployment: chaos
accounts:
  - name: ${account.account}
    exchange: ${account.exchange}
    mode: trade
    positionsMax: ${positionsMax}
    foreignPositions: adopt
    stop: { percent: "2" }
wavePolicies:
  default: { open: ${openPerWave}, notional: "200", leverage: 3, stop: { percent: "2" }, stopList: [], signalAgeMsMax: ${signalAgeMsMax} }
resyncIntervalMs: ${resyncIntervalMs}
bounds:
${Object.entries(bounds)
  .map(([name, value]) => `  ${name}: ${value}\n`)
  .join('')}`;
}
