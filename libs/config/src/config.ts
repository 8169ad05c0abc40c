import type { AccountKey, AccountLimits, AccountMode, Bounds, FleetLimits, MarginMode, StopRule } from '@breakwater/core';

/** The effective configuration: the file, its defaults, and what the environment adds. */
export interface Config {
  /** The file that it came from. */
  readonly path: string;
  readonly deployment: string;
  readonly accounts: readonly AccountSettings[];
  /** What accounts share. */
  readonly limits: FleetLimits;
  /** By source; `default` is always there. */
  readonly wavePolicies: Readonly<Record<string, WavePolicySettings>> & { readonly default: WavePolicySettings };
  readonly bounds: Bounds;
  readonly resyncIntervalMs: number;
  /** Jobs at once in one process, where it differs from the queue's default. */
  readonly concurrency: { readonly [Q in 'waves' | 'entries' | 'resyncs' | 'protections']?: number };
  readonly lock: 'redlock' | 'none';
  readonly rateGovernor: 'redis' | 'none';
  /** Empty when it was not needed and is not set; likewise the next two and the credentials. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** One Redis, or several independent ones (LOCK_REDIS_URLS). */
  readonly lockRedisUrls: readonly string[];
  readonly logLevel: LogLevel;
  readonly board: BoardSettings;
  readonly health: HealthSettings;
  readonly intake: IntakeSettings;
}

/** Who may deliver waves over HTTP, which the board serves. */
export interface IntakeSettings {
  /** Empty when not set: then no waves are taken there. */
  readonly token: string;
}

/** Where the board listens, and who may enter. Without password and token nobody may, and the board does not start. */
export interface BoardSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly user: string;
  /** Empty when not set; likewise the token. */
  readonly password: string;
  readonly token: string;
  /** Whether jobs may be added, retried and cleaned there. */
  readonly writable: boolean;
}

/** Where a process serves /healthz, /readyz and /metrics. */
export interface HealthSettings {
  readonly host: string;
  /** null: nowhere. 0: any free one. */
  readonly port: number | null;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface AccountSettings {
  readonly key: AccountKey;
  readonly mode: AccountMode;
  readonly positionsMax: number;
  readonly limits?: AccountLimits;
  readonly credentials: { readonly apiKey: string; readonly apiSecret: string };
  /** Where requests go instead of to the exchange; null for the exchange itself. */
  readonly url: string | null;
  readonly stop: StopRule;
  readonly stopTrigger: 'mark' | 'last';
  readonly marginMode: MarginMode;
  readonly foreignPositions: 'adopt' | 'protect-only' | 'alert' | 'ignore';
}

/** The engine's WavePolicy: how the waves of a source are worked off. */
export interface WavePolicySettings {
  readonly open: number;
  readonly notional: string;
  readonly leverage: number;
  readonly stop: StopRule;
  readonly stopList: readonly string[];
  readonly signalAgeMsMax: number;
}

/** The engine's AccountRules. */
export type AccountRuleSettings = Omit<AccountSettings, 'credentials' | 'url'>;

/** What the engine is told of each account: everything but how to reach it. */
export function toAccountRules(config: Config): readonly AccountRuleSettings[] {
  return config.accounts.map(({ credentials: _credentials, url: _url, ...rules }) => rules);
}

/** How waves of a source are worked off. */
export function wavePolicyOf(config: Config, source: string): WavePolicySettings {
  return Object.hasOwn(config.wavePolicies, source) ? (config.wavePolicies[source] ?? config.wavePolicies.default) : config.wavePolicies.default;
}
