import { type PaperExchange, type VenueRules, Decimal, createRandom, drawHex, openAccount } from '@breakwater/paper';
import { type ServerClock, createRealClock, createServerVirtualClock } from './clock.ts';
import { createHttpServer } from './http-server.ts';
import { insistOnToken } from './insist-on-token.ts';
import { measureLoad } from './load.ts';
import { openReplay } from './replay.ts';
import { type StateFile, openStateFile } from './state-file.ts';
import { type VenueName, deriveVenueSeed, openVenue, venueNames } from './venues.ts';
import { startWalking } from './walking.ts';
import { type World, createWorld } from './world.ts';

export interface PaperExchangeOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly seed?: number;
  readonly apiKey?: string | undefined;
  readonly apiSecret?: string | undefined;
  /** Wallet balance of every margin asset, a decimal string. */
  readonly balance?: string;
  readonly adminToken?: string | undefined;
  /** File that keeps the state across restarts. */
  readonly state?: string | undefined;
  readonly clock?: 'real' | 'virtual';
  readonly latencyMs?: number;
  readonly prices?: 'still' | 'walk';
  /** How many contracts there are at least; made-up ones fill up the listed ones. At most 6,000. */
  readonly markets?: number;
  /** File of recorded prices to play back from the start on. */
  readonly replay?: string | undefined;
  /** Whether the venue's rate limits are only counted and told, or refuse requests too. */
  readonly limits?: 'count' | 'enforce';
  /** How long a client may take to send a request. */
  readonly requestTimeoutMs?: number;
  /** How many bytes a stream's client may leave unread before it is cut off. */
  readonly streamBacklogBytes?: number;
  /** Rules of Binance that differ from the default ones. */
  readonly rules?: Partial<VenueRules>;
  /** Rules of any venue that differ from the default ones. */
  readonly venueRules?: Partial<Record<VenueName, Partial<VenueRules>>>;
}

/** The keys of the first account of a venue. */
export interface VenueKeys {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** A paper exchange that accepts requests. The keys and the model outside `venues` and `world` are those of Binance. */
export interface RunningPaperExchange extends VenueKeys {
  readonly url: string;
  readonly account: string;
  readonly venues: Readonly<Record<VenueName, VenueKeys>>;
  readonly exchange: PaperExchange;
  readonly world: World;
  stop(): Promise<void>;
}

/** Where a virtual clock starts: a fixed instant, so that the same seed and requests give the same bytes. */
const virtualStartMs = Date.UTC(2026, 0, 1);
const mainAccount = 'main';

/** Opens the first account unless the restored state has it. Keys are drawn from the seed when none are given. */
function ensureMainAccount(exchange: PaperExchange, options: PaperExchangeOptions, seed: number): VenueKeys {
  const restored = exchange.accounts.get(mainAccount);
  if (restored !== undefined) return { apiKey: restored.apiKey, apiSecret: restored.apiSecret };
  // A generator apart from the model's: what the model draws must not give the keys away.
  const random = createRandom(seed ^ 0x5eed);
  const apiKey = options.apiKey ?? drawHex(random, 64);
  const apiSecret = options.apiSecret ?? drawHex(random, 64);
  const balance = new Decimal(options.balance ?? '100000');
  openAccount(exchange, { name: mainAccount, apiKey, apiSecret, balance, isHedged: false });
  return { apiKey, apiSecret };
}

/**
 * Starts a paper exchange in this process. Resolves once it accepts requests; rejects if the port is taken, the state
 * file is broken, or the admin API would be open to other machines without a token. `stop` saves the state, closes every connection and resolves within a second.
 */
export async function startPaperExchange(options: PaperExchangeOptions = {}): Promise<RunningPaperExchange> {
  const host = options.host ?? '127.0.0.1';
  insistOnToken(host, options.adminToken ?? null);
  const seed = options.seed ?? 1;
  const stateFile: StateFile | null = options.state === undefined ? null : openStateFile(options.state);
  const clock: ServerClock =
    options.clock === 'virtual' ? createServerVirtualClock(stateFile?.savedAtMs ?? virtualStartMs) : createRealClock();
  const rules = { ...options.venueRules, binance: { ...options.rules, ...options.venueRules?.binance } };
  const venues = venueNames.map((name) => openVenue(name, { clock, seed, rules, markets: options.markets, limits: options.limits ?? 'count' }));
  stateFile?.restore(venues);
  const keys = venues.map(({ name, exchange }) => [name, ensureMainAccount(exchange, options, deriveVenueSeed(seed, name))] as const);
  const world = createWorld({
    seed,
    clock,
    venues,
    latencyMs: options.latencyMs ?? 0,
    isWalking: options.prices === 'walk',
    replay: options.replay === undefined ? null : openReplay(options.replay, clock, venues),
  });
  const load = measureLoad();
  const server = createHttpServer(world, { adminToken: options.adminToken ?? null, save: () => stateFile?.save(world) ?? false, load, requestTimeoutMs: options.requestTimeoutMs ?? 20_000, streamBacklogBytes: options.streamBacklogBytes ?? 4_000_000 });
  const url = await server.listen(host, options.port ?? 0);
  const stopWalking = options.clock === 'virtual' ? () => {} : startWalking(world);
  const stopSaving = stateFile?.saveOnChange(world) ?? (() => Promise.resolve());
  const byVenue = Object.fromEntries(keys) as Record<VenueName, VenueKeys>;
  return {
    ...{ url, ...byVenue.binance, account: mainAccount, venues: byVenue, exchange: world.venues[0].exchange, world },
    async stop() {
      stopWalking();
      load.stop();
      await stopSaving();
      await server.close();
      stateFile?.save(world);
    },
  };
}
